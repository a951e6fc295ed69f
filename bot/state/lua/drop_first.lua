-- Forgets the oldest items of a list. KEYS: index. ARGV: how many.
local left = tonumber(ARGV[1])
for _, leaf in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if left <= 0 then break end
  left = left - redis.call('UNLINK', KEYS[1] .. ':' .. leaf)
  redis.call('ZREM', KEYS[1], leaf)
end
