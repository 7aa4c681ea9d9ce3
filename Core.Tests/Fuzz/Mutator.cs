namespace BotBottle.Fuzz;

/// <summary>
/// Creates near misses of valid wire text, on which parsers disagree: bytes are dropped, doubled, or replaced by bytes with a meaning, and pieces of another
/// text are spliced in. The same seed gives the same texts.
/// </summary>
internal sealed class Mutator(int seed)
{
    /// <summary>Splices make texts grow; a longer text is cut to this length.</summary>
    private const int MaxLength = 64 * 1024;

    private static readonly byte[] Telling = "\r\n\t :;,=\"\\/?#%.@*0159afFAxg-_+\0\u000b\u007f"u8.ToArray();

    private readonly Random _random = new(seed);

    /// <summary>One to four faults somewhere in a seed text.</summary>
    /// <param name="seeds">The texts to start from and to take pieces of.</param>
    /// <param name="dictionary">The tokens to insert.</param>
    public byte[] Mutate(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]>? dictionary = null)
    {
        // The shorter of two, because long seeds test the limits and take the most time.
        List<byte> bytes = [.. new[] { seeds[_random.Next(seeds.Count)], seeds[_random.Next(seeds.Count)] }.MinBy(text => text.Length)!];
        for (int faults = _random.Next(1, 5); faults > 0; faults--)
        {
            int at = _random.Next(bytes.Count + 1);
            switch (_random.Next(dictionary is { Count: > 0 } ? 9 : 7))
            {
                case 0 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 1 when at < bytes.Count:
                    bytes.Insert(at, bytes[at]);
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 3:
                    bytes.Insert(at, Telling[_random.Next(Telling.Length)]);
                    break;
                case 4:
                    byte[] other = seeds[_random.Next(seeds.Count)];
                    int from = _random.Next(other.Length + 1);
                    bytes.InsertRange(at, other.AsSpan(from, _random.Next(other.Length - from + 1)).ToArray());
                    break;
                case 5 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 6:
                    bytes.RemoveRange(at, _random.Next(bytes.Count - at + 1));
                    break;
                default:
                    if (dictionary is { Count: > 0 })
                    {
                        bytes.InsertRange(at, dictionary[_random.Next(dictionary.Count)]);
                    }

                    break;
            }
        }

        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes.Take(MaxLength)];
    }
}
