-- Keeps one record. KEYS: index, record, indexed mark. ARGV: leaf, value, lifetime in ms, and what
-- must be there before: '' anything, 'none', or the SHA-1 of what is to be replaced. Returns whether
-- the conversation stands in its owner's list, or -1 where something else was there.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = tonumber(ARGV[3])
if ARGV[4] ~= '' then
  local before = redis.call('GET', KEYS[2])
  if (before and redis.sha1hex(before) or 'none') ~= ARGV[4] then return -1 end
end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ttl)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ttl), ARGV[1])
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
return redis.call('EXISTS', KEYS[3])
