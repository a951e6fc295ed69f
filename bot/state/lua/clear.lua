-- Forgets what waits in a lane and asks its holder to stop. What was seen stays for a moment, so
-- that a delivery repeated right now doesn't run after all.
-- KEYS: lane, lease, tries, stop, seen. ARGV: lifetimes of stop, seen in s, a day in s.
redis.call('UNLINK', KEYS[1], KEYS[3])
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('SET', KEYS[4], '1', 'EX', ARGV[1]) end
local time = redis.call('TIME')
local since = time[1] * 1000 - (ARGV[3] - ARGV[2]) * 1000
for _, item in ipairs(redis.call('ZRANGE', KEYS[5], 0, -1)) do
  redis.call('ZADD', KEYS[5], since, item)
end
redis.call('EXPIRE', KEYS[5], ARGV[2])
