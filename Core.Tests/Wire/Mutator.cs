namespace BotBottle.Core.Tests.Wire;

/// <summary>
/// Makes near misses of valid wire text, which is where parsers disagree: bytes dropped, doubled, swapped for ones with a meaning of their own, pieces of
/// another text spliced in. The same seed gives the same texts.
/// </summary>
public sealed class Mutator(int seed)
{
    private static readonly byte[] Telling = "\r\n\t :;,=\"\\/?#%.@*0159afFAxg-_+\0\u000b\u007f"u8.ToArray();

    private readonly Random _random = new(seed);

    /// <summary>One to four faults somewhere in a seed text.</summary>
    public byte[] Mutate(IReadOnlyList<byte[]> seeds)
    {
        var bytes = seeds[_random.Next(seeds.Count)].ToList();
        for (var faults = _random.Next(1, 5); faults > 0; faults--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(6))
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
                    var other = seeds[_random.Next(seeds.Count)];
                    var from = _random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, _random.Next(other.Length - from)).ToArray());
                    break;
                default:
                    bytes.RemoveRange(at, _random.Next(bytes.Count - at + 1));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Cuts at up to four random places.</summary>
    public ReadOnlyMemory<byte>[] Cut(byte[] bytes)
    {
        var cuts = Enumerable.Range(0, _random.Next(5)).Select(_ => _random.Next(bytes.Length + 1)).Append(0).Append(bytes.Length).Order().ToArray();
        return [.. cuts.Zip(cuts.Skip(1), (from, to) => new ReadOnlyMemory<byte>(bytes, from, to - from))];
    }
}
