-- Asks the holder of a lane to stop. KEYS: lease, stop. ARGV: lifetime of the flag in s.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])
return 1
