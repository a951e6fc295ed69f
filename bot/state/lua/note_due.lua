-- Notes when somebody has to look after an item. KEYS: due. ARGV: item, when in ms, lifetime in s.
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
if redis.call('TTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
