-- Adds to a list. KEYS: index, indexed mark. ARGV: value, lifetime in ms.
-- Each item is a key with an end of its own; the index orders them by age.
-- Returns whether the conversation stands in its owner's list.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ttl))
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0)[1]
local place = string.format('%.0f', math.max(now, (tonumber(last) or 0) + 1))
redis.call('SET', KEYS[1] .. ':' .. place, ARGV[1], 'PX', ttl)
redis.call('ZADD', KEYS[1], place, place)
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
return redis.call('EXISTS', KEYS[2])
