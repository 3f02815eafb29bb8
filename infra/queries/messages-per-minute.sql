-- New messages of each minute of the last day. An object carries the hour of its oldest row: the hours are padded by one,
-- and eventtime decides.
SELECT
  date_trunc('minute', from_iso8601_timestamp(eventtime)) AS minute,
  count(DISTINCT eventid) AS messages,
  count(DISTINCT userid) AS authors,
  count(DISTINCT livestreamid) AS livestreams
FROM chat_by_time
WHERE hour >= date_format((current_timestamp - INTERVAL '25' HOUR) AT TIME ZONE '${self:custom.settings.timeZone}', '%Y/%m/%d/%H')
  AND from_iso8601_timestamp(eventtime) >= current_timestamp - INTERVAL '24' HOUR
  AND eventname = 'INSERT'
GROUP BY 1
ORDER BY 1
