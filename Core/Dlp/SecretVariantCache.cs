namespace BotBottle.Core.Dlp;

/// <summary>The forms of the secrets that were last asked for: every run of a host has mostly the same ones. The oldest goes first.</summary>
/// <param name="capacity">How many secrets it holds.</param>
internal sealed class SecretVariantCache(int capacity)
{
    /// <summary>The cache that detector sets share.</summary>
    public static SecretVariantCache Shared { get; } = new(256);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SecretVariants> _variants = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>How many secrets it holds now.</summary>
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

    /// <summary>The forms of a value, made at most once while it is held.</summary>
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
