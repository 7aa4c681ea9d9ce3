using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

[Parallelizable(ParallelScope.All)]
public sealed class EscapeSearchTests
{
    private static readonly byte[][] Parts = [.. new[]
    {
        "%", "%25", "%41", "%7f", "%C2%AD", "%c2%25ad", "%25C2%AD", "%E2%80%8B", "%F3%A0%81%81", "%F0%9D%9F%98", "&", "&#", "&#x", "&#X41", "&#65;", "&amp;",
        "amp;", "#", "\\", "\\\\", "u", "u0041",
        "x41", "\\u200b", "\\ud835\\udfd8", "\0", "A\0B\0", "0", "C2", "ad", "g", "_", " ", "\u00ad", "\u0301", "\u0430", "\u0600", "\u200b", "\uff21",
        "\ufeff", "\u4f60", "\U0001D7D8", "\U0001F600",
        "\U000E0041",
    }.Select(Encoding.UTF8.GetBytes)];

    // Bytes that the vector code dismisses must not be an escape at any position.
    [Test]
    public void Every_escape_is_found([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        int escapes = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] text = [
                .. random.GetItems(Parts, random.Next(1, 60)).SelectMany(part => random.Next(6) == 0 ? part[..random.Next(1, part.Length + 1)] : part)];
            EscapeSearch search = new(text, text.Length);
            for (int at = 0; at < text.Length; at++)
            {
                bool isEscape = EscapeReader.MayBegin(text[at]) && EscapeReader.Read(text, at, follows: false, isEnd: true).Kind == EscapeKind.Found;
                escapes += isEscape ? 1 : 0;
                Assert.That(search.Next(at), isEscape ? Is.EqualTo(at) : Is.GreaterThanOrEqualTo(at), $"{at} of {Convert.ToHexString(text)}");
            }
        }

        Assert.That(escapes, Is.GreaterThan(10000));
    }
}
