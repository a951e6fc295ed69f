-- Returns leaf, value, leaf, value … of what has not ended yet, in the index's order. KEYS: index.
local found = {}
for _, leaf in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local value = redis.call('GET', KEYS[1] .. ':' .. leaf)
  if value then
    found[#found + 1] = leaf
    found[#found + 1] = value
  end
end
return found
