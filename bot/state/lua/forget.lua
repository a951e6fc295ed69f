-- Forgets all records of some kinds. KEYS: their indexes and other keys that go with them.
for _, index in ipairs(KEYS) do
  if redis.call('TYPE', index).ok == 'zset' then
    for _, leaf in ipairs(redis.call('ZRANGE', index, 0, -1)) do
      redis.call('UNLINK', index .. ':' .. leaf)
    end
  end
  redis.call('UNLINK', index)
end
