using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Tls;

/// <summary>
/// Caches leaves by host: at most <paramref name="capacity"/>, evicting the least recently used. If several connections ask for one host at once, its leaf is
/// minted once. It is called once per handshake, so that the cost of a lock does not matter.
/// </summary>
internal sealed class LeafCache(int capacity, Func<HostName, Leaf> mint, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<HostName, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];

    /// <summary>Returns the leaf of <paramref name="host"/>; null if it would have to be minted and <paramref name="mayMint"/> returns false.</summary>
    public Leaf? Get(HostName host, Func<bool>? mayMint = null)
    {
        Entry entry;
        lock (_lock)
        {
            if (_entries.TryGetValue(host, out LinkedListNode<Entry>? node) && !node.Value.IsDue(time))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                entry = node.Value;
            }
            else if (mayMint is null || mayMint())
            {
                Remove(node);
                entry = new Entry(host, new Lazy<Leaf>(() => mint(host)));
                _entries[host] = _byUse.AddFirst(entry);
                if (_entries.Count > capacity)
                {
                    Remove(_byUse.Last);
                }
            }
            else
            {
                return null;
            }
        }
        return entry.Leaf.Value;
    }

    private void Remove(LinkedListNode<Entry>? node)
    {
        if (node is not null)
        {
            _byUse.Remove(node);
            _entries.Remove(node.Value.Host);
        }
    }

    private sealed record Entry(HostName Host, Lazy<Leaf> Leaf)
    {
        public bool IsDue(TimeProvider time) => Leaf.IsValueCreated && time.GetUtcNow() >= Leaf.Value.RenewAt;
    }
}
