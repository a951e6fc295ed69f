-- Forgets what waits for its time. KEYS: index. ARGV: how the leaves begin, empty for all.
for _, leaf in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if leaf:sub(1, #ARGV[1]) == ARGV[1] then
    redis.call('UNLINK', KEYS[1] .. ':' .. leaf)
    redis.call('ZREM', KEYS[1], leaf)
  end
end
