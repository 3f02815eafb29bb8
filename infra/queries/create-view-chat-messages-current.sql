-- The newest change of every message; of two at the same instant a removal wins, then the greater eventid. Messages whose
-- newest change is a removal are hidden. It reads the by-time table, since the other one asks for one livestream at a time.
CREATE OR REPLACE VIEW chat_messages_current AS
SELECT livestreamid, uid, userid, nickname, message, messagetype, createdat, eventid, eventname, eventtime
FROM (
  SELECT
    livestreamid, uid, userid, nickname, message, messagetype, createdat, eventid, eventname, eventtime,
    row_number() OVER (
      PARTITION BY livestreamid, uid
      ORDER BY eventtime DESC, CASE eventname WHEN 'REMOVE' THEN 0 ELSE 1 END, eventid DESC
    ) AS newness
  FROM chat_by_time
) AS changes
WHERE newness = 1 AND eventname <> 'REMOVE'
