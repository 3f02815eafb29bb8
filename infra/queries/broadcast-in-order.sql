-- One broadcast as it stood at the end: the newest state of every message that is not removed. Put its id in place of live-1.
SELECT uid, createdat, userid, nickname, messagetype, message
FROM (
  SELECT
    uid, createdat, userid, nickname, messagetype, message, eventname,
    row_number() OVER (
      PARTITION BY uid
      ORDER BY eventtime DESC, CASE eventname WHEN 'REMOVE' THEN 0 ELSE 1 END, eventid DESC
    ) AS newness
  FROM chat_by_livestream
  WHERE livestreamid = 'live-1'
) AS changes
WHERE newness = 1 AND eventname <> 'REMOVE'
ORDER BY uid
