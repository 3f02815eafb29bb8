-- Rows per livestream over the last seven days. A row that was delivered twice makes row_count exceed changes.
SELECT
  livestreamid,
  count(*) AS row_count,
  count(DISTINCT eventid) AS changes,
  min(eventtime) AS first_change,
  max(eventtime) AS last_change
FROM chat_by_time
WHERE hour >= date_format((current_timestamp - INTERVAL '7' DAY) AT TIME ZONE '${self:custom.settings.timeZone}', '%Y/%m/%d/%H')
GROUP BY livestreamid
ORDER BY changes DESC, livestreamid
