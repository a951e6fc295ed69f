-- Returns leaf, value, leaf, value … of what has not ended yet, in the index's order. KEYS: index.
-- ARGV: up to how many records so; of more, all leaves, each with false in its value's place.
local leaves = redis.call('ZRANGE', KEYS[1], 0, -1)
local many = #leaves > (tonumber(ARGV[1]) or math.huge)
local found = {}
for _, leaf in ipairs(leaves) do
  local value = not many and redis.call('GET', KEYS[1] .. ':' .. leaf)
  if many or value then
    found[#found + 1] = leaf
    found[#found + 1] = value
  end
end
return found
