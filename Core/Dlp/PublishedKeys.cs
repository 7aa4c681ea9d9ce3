using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Private keys and tokens that standards, documentation and the test suites of widely installed libraries hold. They open nothing, so that they are no
/// findings. The list has only their SHA-256: of a token as it is, of a private key as <see cref="PemText.Canonical"/> writes it.
/// </summary>
public static class PublishedKeys
{
    private const string List = "published-keys.txt";

    // Read when a text holds the first finding, which few do.
    private static readonly Lazy<(FrozenSet<Digest> Keys, FrozenSet<Digest> Tokens)> Sets = new(() =>
    {
        using StreamReader list = Open();
        ILookup<bool, Digest> digests = Read(list).ToLookup(key => key.IsToken, key => Digest.Parse(key.Sha256));
        return (digests[false].ToFrozenSet(), digests[true].ToFrozenSet());
    });

    /// <summary>Reads the list: all rows in order.</summary>
    public static IReadOnlyList<PublishedKey> All()
    {
        using StreamReader list = Open();
        return [.. Read(list)];
    }

    /// <summary>True if exactly this token is published.</summary>
    /// <param name="value">The decoded token.</param>
    internal static bool HoldsToken(ReadOnlySpan<byte> value) => Sets.Value.Tokens.Contains(Digest.Of(value));

    /// <summary>True if exactly this private key is published.</summary>
    /// <param name="canonical">The text between its header and its footer, as <see cref="PemText.Canonical"/> writes it.</param>
    internal static bool HoldsKey(ReadOnlySpan<byte> canonical) => Sets.Value.Keys.Contains(Digest.Of(canonical));

    // Lines: "# comment", "@ source", "+ file", then the digests of that file, with "=" before the digest of a token.
    private static IEnumerable<PublishedKey> Read(StreamReader list)
    {
        (string source, string file) = ("", "");
        for (string? line = list.ReadLine(); line is not null; line = list.ReadLine())
        {
            switch (line[0])
            {
                case '#':
                    break;
                case '@':
                    source = line[2..];
                    break;
                case '+':
                    file = line[2..];
                    break;
                default:
                    bool isToken = line[0] == '=';
                    yield return new PublishedKey(isToken ? line[1..] : line, isToken, file, source);
                    break;
            }
        }
    }

    private static StreamReader Open() => new(Assembly.GetExecutingAssembly().GetManifestResourceStream(List)!, Encoding.UTF8);

    private readonly record struct Digest(UInt128 First, UInt128 Second)
    {
        public static Digest Of(ReadOnlySpan<byte> value)
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(value, digest);
            return From(digest);
        }

        public static Digest Parse(string hex) => From(Convert.FromHexString(hex));

        private static Digest From(ReadOnlySpan<byte> digest) =>
            new(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }
}

/// <summary>One published key.</summary>
/// <param name="Sha256">The digest in lower-case hex.</param>
/// <param name="IsToken">True for a token, false for a private key.</param>
/// <param name="File">The file that holds it.</param>
/// <param name="Source">The project or standard, its version, and the date of the look.</param>
public sealed record PublishedKey(string Sha256, bool IsToken, string File, string Source);
