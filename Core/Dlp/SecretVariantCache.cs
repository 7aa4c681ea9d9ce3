namespace BotBottle.Core.Dlp;

/// <summary>Caches the forms of the last used secrets, because most runs of a host share them. The oldest entry is dropped first.</summary>
/// <param name="capacity">The maximum number of secrets.</param>
internal sealed class SecretVariantCache(int capacity)
{
    /// <summary>The cache that detector sets share.</summary>
    public static SecretVariantCache Shared { get; } = new(256);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SecretVariants> _variants = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The present number of secrets.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _variants.Count;
            }
        }
    }

    /// <summary>The forms of a value, made once while they are cached.</summary>
    public SecretVariants Get(string value)
    {
        lock (_lock)
        {
            if (_variants.TryGetValue(value, out SecretVariants? held))
            {
                return held;
            }

            if (_order.Count == capacity)
            {
                _variants.Remove(_order.Dequeue());
            }

            SecretVariants made = SecretVariants.Of(value);
            _variants.Add(value, made);
            _order.Enqueue(value);
            return made;
        }
    }
}
