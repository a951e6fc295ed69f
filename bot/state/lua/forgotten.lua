-- Lists lanes last signalled a while ago, as ref, time, ref, time … KEYS: waiting.
-- ARGV: how long ago in ms, how many.
local until_then = string.format('%.0f', milliseconds() - ARGV[1])
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', until_then, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
