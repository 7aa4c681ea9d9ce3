using System.IO.Compression;
using System.Text;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Responses;

namespace BotBottle.Proxy.Tests.Responses;

[Parallelizable(ParallelScope.All)]
public sealed class ResponseScreenTests
{
    private const string Secret = "sk-sk-the-hosts-own";

    private static readonly SecretSearch Search = new(Secret);

    [TestCase("nothing of it")]
    [TestCase("sk-sk-sk-the-hosts-ow")]
    [TestCase("ends in sk-")]
    [TestCase("sk-sk-the-hosts-oqn sk-sk-the-hosts-o sk-sk-the-hosts-ow!")]
    public void Any_other_body_passes_completely_at_every_split(string text)
    {
        for (int size = 1; size <= text.Length; size++)
        {
            (bool passed, string output) = Run(text, size, new ResponseScreen(Search, false, null));
            Assert.That((passed, output), Is.EqualTo((true, text)), $"{size}");
        }
    }

    [TestCase("")]
    [TestCase("before ")]
    [TestCase("sk-")]
    [TestCase("sk-sk-the-hosts-sk-sk-the-")]
    public void A_secret_passes_at_no_split(string before)
    {
        foreach (string form in new[] { Secret, Convert.ToBase64String(Encoding.ASCII.GetBytes("Bearer " + Secret + " and more")) })
        {
            string text = before + form + " after";
            for (int size = 1; size <= text.Length; size++)
            {
                (bool passed, string output) = Run(text, size, new ResponseScreen(Search, false, null));
                Assert.That(passed, Is.False, $"{size}");
                Assert.That(before + form, Does.StartWith(output));
                Assert.That(output.Length, Is.LessThanOrEqualTo(before.Length + 11), "only a beginning that any text could have");
            }
        }
    }

    [Test]
    public void A_coded_body_is_searched_decoded_and_passes_unchanged()
    {
        foreach ((string text, bool clean) in new[] { ("nothing of it", true), ($"before {Secret} after", false) })
        {
            using MemoryStream coded = new();
            using (GZipStream gzip = new(coded, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(Encoding.ASCII.GetBytes(text));
            }
            using ResponseScreen screen = new(Search, true, new ContentDecoders(DecodeLimits.Default).Open(ContentCoding.Gzip));
            string wire = Encoding.Latin1.GetString(coded.ToArray());
            (bool passed, string output) = Run(wire, 5, screen);
            Assert.That(passed, Is.EqualTo(clean));
            Assert.That(wire, clean ? Is.EqualTo(output) : Does.StartWith(output));
        }
    }

    [Test]
    public void An_undecodable_body_does_not_pass() => Assert.That(Run("abc", 3, new ResponseScreen(Search, true, null)).Passed, Is.False);

    private static (bool Passed, string Output) Run(string text, int size, ResponseScreen screen)
    {
        StringBuilder output = new();
        foreach (byte[] piece in Encoding.Latin1.GetBytes(text).Chunk(size))
        {
            if (!screen.TryPass(piece, out ReadOnlyMemory<byte> before, out ReadOnlyMemory<byte> now))
            {
                return (false, output.ToString());
            }
            output.Append(Encoding.Latin1.GetString(before.Span)).Append(Encoding.Latin1.GetString(now.Span));
        }
        return (true, output.Append(Encoding.Latin1.GetString(screen.Rest().Span)).ToString());
    }

    [Test]
    public void A_coded_body_reveals_no_long_beginning_of_a_secret()
    {
        const string Long = "the-hosts-own-token-0123";
        using MemoryStream coded = new();
        using GZipStream gzip = new(coded, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(Encoding.ASCII.GetBytes("you sent: Bearer " + Long[..^1]));
        gzip.Flush();
        using ResponseScreen screen = new(new SecretSearch(Long), true, new ContentDecoders(DecodeLimits.Default).Open(ContentCoding.Gzip));
        bool passed = screen.TryPass(coded.ToArray(), out _, out ReadOnlyMemory<byte> now);
        Assert.That(passed && now.Length > 0, Is.False, "the whole secret except its last character was sent to the agent");
    }
}
