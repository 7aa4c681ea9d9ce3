using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Tls;

/// <summary>
/// Leaves by host: at most <paramref name="capacity"/>, the least recently used goes first; when many connections ask for one host at once it is
/// minted once. Asked once a handshake, so that a lock is nothing beside what follows.
/// </summary>
internal sealed class LeafCache(int capacity, Func<HostName, Leaf> mint, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<HostName, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];

    /// <summary>The leaf of <paramref name="host"/>; null when it would have to be minted and <paramref name="mayMint"/> says no.</summary>
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
