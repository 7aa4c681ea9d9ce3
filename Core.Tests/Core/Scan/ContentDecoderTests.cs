using System.IO.Compression;
using System.Text;
using BotBottle.Core.Scan;


namespace BotBottle.Core.Tests.Core.Scan;

public sealed class ContentDecoderTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 400).Select(i => $"data: {{\"i\":{i},\"t\":\"{i * 7919}\"}}\n\n"));

    [TestCase(ContentCoding.Gzip)]
    [TestCase(ContentCoding.Deflate)]
    [TestCase(ContentCoding.Brotli)]
    public void Every_byte_yields_all_text_that_it_can(ContentCoding coding)
    {
        var coded = Code(Encoding.UTF8.GetBytes(Text), coding);
        foreach (int piece in new[] { 1, 2, 3, 7, 64, 1000, coded.Length })
        {
            Assert.That(Decode(coded, coding, piece, out var status), Is.EqualTo(Text), $"pieces of {piece}");
            Assert.That(status, Is.EqualTo(DecodeStatus.Open));
        }
    }

    [TestCase(ContentCoding.Gzip)]
    [TestCase(ContentCoding.Deflate)]
    [TestCase(ContentCoding.Brotli)]
    public void A_flushed_event_is_decoded_before_the_next_input(ContentCoding coding)
    {
        var buffer = new MemoryStream();
        using var coder = Coder(buffer, coding);
        var decoders = new ContentDecoders(DecodeLimits.Default);
        using var decoder = decoders.Open(coding)!;
        var sink = new Collected();
        for (int i = 0; i < 20; i++)
        {
            string line = $"data: event {i}\n\n";
            coder.Write(Encoding.UTF8.GetBytes(line));
            coder.Flush();
            decoder.Append(buffer.ToArray(), sink);
            buffer.SetLength(0);
            Assert.That(sink.Take(), Is.EqualTo(line));
        }
    }

    [Test]
    public void Gzip_of_several_members_is_one_body()
    {
        var first = Code("one "u8.ToArray(), ContentCoding.Gzip);
        var second = Code("two"u8.ToArray(), ContentCoding.Gzip);
        byte[] both = [.. first, .. second];
        for (int piece = 1; piece <= both.Length; piece++)
        {
            Assert.That(Decode(both, ContentCoding.Gzip, piece, out _), Is.EqualTo("one two"), $"pieces of {piece}");
        }
    }

    [Test]
    public void Deflate_without_the_zlib_header_is_decoded()
    {
        var buffer = new MemoryStream();
        using (var raw = new DeflateStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            raw.Write("hello hello hello"u8);
        }

        for (int piece = 1; piece < 10; piece++)
        {
            Assert.That(Decode(buffer.ToArray(), ContentCoding.Deflate, piece, out _), Is.EqualTo("hello hello hello"));
        }
    }

    [Test]
    public void Zstd_of_the_system_library_with_a_skippable_frame_is_decoded()
    {
        if (ZstdLibrary.Instance is null)
        {
            Assert.Ignore("no libzstd on this machine");
        }

        // 40 lines like those of Text, compressed by the reference tool at level 3.
        var frame = Convert.FromBase64String(
            "KLUv/WBsA00HAMIPJBagJWkDA4yLnqpGaSlp06at7CR+UcUDQhQGyexmTqRWkd7JxFYu/i6ao09ZNaF6zshEuV8pXXfTc6y08nRmmfLvLoscvRyrcehzN1UUq8mwSHxDHrJOUU/ymrLd"
            + "zDIhSTdCjvgovFHID3/jtqwl+0SfyudzvVi636nVzDneKURhyBgGYQDIMATGgGAYEAYBAU+oIXwjgPj6HbCjFDoQEIGiJpLQHoIgDacH0q5Y6AkG9OpeLEOep2F5FlARPaP4C1oYm4u8"
            + "xbLixxTZEwuJZC7xnZ00IHIjnFKnxnxzOAtEo+C+Cm0V");
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        string once = string.Concat(Enumerable.Range(0, 40).Select(i => $"data: {{\"i\":{i},\"t\":\"{i * 7919}\"}}\n\n"));
        byte[] both = [.. frame, .. skippable, .. frame];
        for (int piece = 1; piece <= both.Length; piece += 5)
        {
            Assert.That(Decode(both, ContentCoding.Zstd, piece, out var status), Is.EqualTo(once + once), $"pieces of {piece}");
            Assert.That(status, Is.EqualTo(DecodeStatus.Open));
        }

        Decode("this is no frame"u8.ToArray(), ContentCoding.Zstd, 3, out var corrupt);
        Assert.That(corrupt, Is.EqualTo(DecodeStatus.Corrupt));
    }

    [TestCase(ContentCoding.Gzip)]
    [TestCase(ContentCoding.Deflate)]
    [TestCase(ContentCoding.Brotli)]
    public void Bytes_of_another_coding_are_corrupt(ContentCoding coding)
    {
        Decode("this is no coded data, not at all"u8.ToArray(), coding, 5, out var status);
        Assert.That(status, Is.EqualTo(DecodeStatus.Corrupt));
    }

    [Test]
    public void Zlib_with_a_preset_dictionary_is_corrupt()
    {
        Decode([0x78, 0x3F, 0xCF, 0x4B, 5, 0], ContentCoding.Deflate, 1, out var status);
        Assert.That(status, Is.EqualTo(DecodeStatus.Corrupt));
    }

    [TestCase(ContentCoding.Gzip)]
    [TestCase(ContentCoding.Deflate)]
    [TestCase(ContentCoding.Brotli)]
    public void A_decompression_bomb_ends_at_the_limit(ContentCoding coding)
    {
        var coded = Code(new byte[16 << 20], coding);
        var decoders = new ContentDecoders(new DecodeLimits(long.MaxValue, 50, 1 << 20));
        using var decoder = decoders.Open(coding)!;
        Assert.That(decoder.Append(coded, new Counted()), Is.EqualTo(DecodeStatus.TooLarge));
        Assert.That(decoder.OutputBytes, Is.LessThan(2 << 20));
        Assert.That(decoder.Append(coded, new Counted()), Is.EqualTo(DecodeStatus.TooLarge), "the verdict is final");
    }

    /// <summary>Only the empty body and the whole one are complete, in whatever pieces they come.</summary>
    [TestCase(ContentCoding.Gzip)]
    [TestCase(ContentCoding.Deflate)]
    [TestCase(ContentCoding.Brotli)]
    [TestCase(ContentCoding.Zstd)]
    public void A_body_is_complete_only_at_its_end(ContentCoding coding)
    {
        byte[] coded = Small(coding);
        for (int length = 0; length <= coded.Length; length++)
        {
            foreach (int piece in new[] { 1, 7, coded.Length })
            {
                bool isWhole = length == 0 || length == coded.Length;
                Assert.That(IsComplete(coded[..length], coding, piece), Is.EqualTo(isWhole), $"{length} bytes, pieces of {piece}");
            }
        }
    }

    [TestCase(ContentCoding.Gzip, "x", false)]
    [TestCase(ContentCoding.Gzip, "\0", false)]
    [TestCase(ContentCoding.Gzip, "\u001f", false)]
    [TestCase(ContentCoding.Gzip, "\u001f\u008b\b", false)]
    [TestCase(ContentCoding.Brotli, "x", false)]
    [TestCase(ContentCoding.Zstd, "x", false)]
    [TestCase(ContentCoding.Zstd, "\0\0\0\0", false)]
    [TestCase(ContentCoding.Deflate, "x", true)]
    public void Bytes_behind_the_end_that_a_receiver_may_decode_make_it_incomplete(ContentCoding coding, string more, bool isComplete)
    {
        foreach (string behind in new[] { more, more + Encoding.Latin1.GetString(Small(coding)), string.Concat(Enumerable.Repeat(more, 20_000)) })
        {
            byte[] both = [.. Small(coding), .. Encoding.Latin1.GetBytes(behind)];
            foreach (int piece in new[] { 1, Small(coding).Length, both.Length })
            {
                Assert.That(IsComplete(both, coding, piece), Is.EqualTo(isComplete), $"{behind.Length} bytes more, pieces of {piece}");
            }
        }
    }

    [TestCase(ContentCoding.Gzip)]
    [TestCase(ContentCoding.Brotli)]
    [TestCase(ContentCoding.Zstd)]
    [TestCase(ContentCoding.Deflate)]
    public void A_decoder_starts_anew_at_any_place_and_gives_the_same_text(ContentCoding coding)
    {
        byte[] coded = Small(coding);
        using var decoder = new ContentDecoders(DecodeLimits.Default).Open(coding)!;
        var sink = new Collected();
        decoder.Append(coded, sink);
        string whole = sink.Take();
        for (int cut = 0; cut <= coded.Length; cut++)
        {
            decoder.Restart();
            decoder.Append(coded.AsSpan(0, cut), sink);
            sink.Take();
            decoder.Restart();
            ReadOnlyMemory<byte> rest = coded;
            while (decoder.TryNext(ref rest, out var text))
            {
                ((IByteSink)sink).Append(text.Span);
            }

            Assert.That(sink.Take(), Is.EqualTo(whole), $"after {cut} bytes");
            Assert.That((decoder.InputBytes, decoder.OutputBytes), Is.EqualTo(((long)coded.Length, (long)whole.Length)));
            Assert.That(decoder.Complete(), Is.True);
        }
    }

    [Test]
    public void The_number_of_open_brotli_decoders_is_limited()
    {
        var decoders = new ContentDecoders(DecodeLimits.Default, maxWide: 2);
        var first = decoders.Open(ContentCoding.Brotli);
        using var second = decoders.Open(ContentCoding.Brotli);
        Assert.That(decoders.Open(ContentCoding.Brotli), Is.Null);
        first!.Dispose();
        first.Dispose();
        Assert.That(decoders.OpenWide, Is.EqualTo(1));
        using var third = decoders.Open(ContentCoding.Brotli);
        Assert.That(third, Is.Not.Null);
    }

    [TestCase("", ContentCoding.Identity)]
    [TestCase("identity", ContentCoding.Identity)]
    [TestCase("GZip ", ContentCoding.Gzip)]
    [TestCase("x-gzip", ContentCoding.Gzip)]
    [TestCase("deflate", ContentCoding.Deflate)]
    [TestCase("br", ContentCoding.Brotli)]
    [TestCase("zstd", ContentCoding.Zstd)]
    [TestCase("compress", ContentCoding.Unsupported)]
    [TestCase("gzip, br", ContentCoding.Unsupported)]
    [TestCase("gzip,", ContentCoding.Unsupported)]
    public void Names(string value, ContentCoding coding) => Assert.That(ContentCodings.Parse(Encoding.ASCII.GetBytes(value)), Is.EqualTo(coding));

    internal static byte[] Code(byte[] plain, ContentCoding coding)
    {
        var buffer = new MemoryStream();
        using (var coder = Coder(buffer, coding))
        {
            coder.Write(plain);
        }

        return buffer.ToArray();
    }

    private static byte[] Small(ContentCoding coding) =>
        coding != ContentCoding.Zstd ? Code("one, two, two, two, three"u8.ToArray(), coding)
        : ZstdLibrary.Instance is null ? throw new IgnoreException("no libzstd on this machine")
        : [0x28, 0xB5, 0x2F, 0xFD, 0x20, 6, 24, 0, 0, .. "one"u8, 25, 0, 0, .. "two"u8]; // two raw blocks

    private static bool IsComplete(byte[] coded, ContentCoding coding, int piece)
    {
        using var decoder = new ContentDecoders(DecodeLimits.Default).Open(coding)!;
        var sink = new Counted();
        for (int at = 0; at < coded.Length; at += piece)
        {
            decoder.Append(coded.AsSpan(at, Math.Min(piece, coded.Length - at)), sink);
        }

        return decoder.Complete();
    }

    private static Stream Coder(Stream into, ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(into, CompressionLevel.Optimal, leaveOpen: true),
        ContentCoding.Deflate => new ZLibStream(into, CompressionLevel.Optimal, leaveOpen: true),
        _ => new BrotliStream(into, CompressionLevel.Optimal, leaveOpen: true),
    };

    private static string Decode(byte[] coded, ContentCoding coding, int piece, out DecodeStatus status)
    {
        using var decoder = new ContentDecoders(DecodeLimits.Default).Open(coding)!;
        var sink = new Collected();
        for (int at = 0; at < coded.Length; at += piece)
        {
            decoder.Append(coded.AsSpan(at, Math.Min(piece, coded.Length - at)), sink);
        }

        status = decoder.Status;
        return sink.Take();
    }

    private sealed class Collected : IByteSink
    {
        private readonly MemoryStream _bytes = new();

        public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

        public string Take()
        {
            string text = Encoding.UTF8.GetString(_bytes.ToArray());
            _bytes.SetLength(0);
            return text;
        }
    }

    private sealed class Counted : IByteSink
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
