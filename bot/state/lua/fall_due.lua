-- In front of put.lua: an item that is due leaves its place, and then goes into its lane.
-- KEYS: index, item, then those of put.lua. ARGV: now in ms, leaf, then those of put.lua, without
-- the item and with 0 for the lane's lifetime: the item keeps its own.
-- Nothing happens where somebody was faster, the item was forgotten, or it has another time now.
local now_ms, leaf = tonumber(table.remove(ARGV, 1)), table.remove(ARGV, 1)
local index, place = table.remove(KEYS, 1), table.remove(KEYS, 1)
local due = tonumber(redis.call('ZSCORE', index, leaf) or 0)
if due > now_ms then return { 0, 0 } end
redis.call('ZREM', index, leaf)
ARGV[3] = redis.call('GET', place)
if not ARGV[3] then return { 0, 0 } end
ARGV[6] = math.max(1, redis.call('TTL', place), redis.call('TTL', KEYS[1]))
redis.call('UNLINK', place)
