-- Adds an item unless it was seen within the last day, and signals the lane unless it is held.
-- KEYS: lane, lease, seen, jobs [, stream, waiting].
-- ARGV: ref, item tag, item, job or '-', lifetimes of seen and of lane in s.
-- Returns whether the item is new, and whether the lane wants a signal.
local ref, item, day = ARGV[1], ARGV[2], tonumber(ARGV[5])
local now = milliseconds()
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - day * 1000)
local fresh = redis.call('ZADD', KEYS[3], 'NX', now, item)
if fresh == 1 then
  redis.call('EXPIRE', KEYS[3], day)
  redis.call('RPUSH', KEYS[1], item .. ARGV[3])
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  if ARGV[4] ~= '-' then
    redis.call('ZADD', KEYS[4], now, ARGV[4])
    redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - day * 1000)
    redis.call('EXPIRE', KEYS[4], day)
  end
end
-- Also for a repeated item that still waits: its first signal may have been lost.
local wants = 0
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('LLEN', KEYS[1]) > 0 then
  wants = 1
  signal(KEYS[5], KEYS[6], ref)
end
return { fresh, wants }
