using System.IO.Compression;
using BotBottle.Core.Scan;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// A content coding: output and verdict are the same for any arrival of the bytes, stay within the limits, and equal the framework's output if it reads the
/// input.
/// </summary>
internal sealed class ContentTarget(string name, ContentCoding coding) : FuzzTarget
{
    private static readonly DecodeLimits Limits = new(MaxBytes: 1 << 20, MaxRatio: 100, Grace: 1 << 16);

    /// <summary>The most bytes of one step beyond the limit before it is detected.</summary>
    private const int Step = 64 * 1024;

    public override string Name => name;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[] { "", "hello hello hello hello", string.Concat(Enumerable.Range(0, 60).Select(i => $"data: {{\"i\":{i * 7919}}}\n\n")) }
            .Select(text => Code(Pieces.Bytes(text), coding)),
        Code(new byte[200_000], coding),
        [.. Code("one"u8.ToArray(), coding), .. Code("two"u8.ToArray(), coding)],
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[0x1F, 0x8B, 8, 0], [0x78, 0x9C], [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3], [0, 0, 0xFF, 0xFF], [3, 0]];

    public override void Judge(byte[] input)
    {
        ContentDecoders decoders = new(Limits);
        (string output, DecodeStatus status) = Decode(decoders, [input]);
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            (string Output, DecodeStatus Status) cut = Decode(decoders, pieces);
            // The ratio is checked for every piece, so that a bomb may end earlier in small ones.
            if (status != DecodeStatus.TooLarge && cut.Status != DecodeStatus.TooLarge)
            {
                // Two libraries treat bytes after the data by their arrival: zlib's wrapper takes a single 1F for another gzip member, and libzstd compares a
                // frame with the size in its header only if it arrives at once. Output that both accept is the same.
                bool lenient = coding is ContentCoding.Zstd or ContentCoding.Gzip;
                Finding.Unless(lenient || cut.Status == status, $"in pieces: {cut.Status} instead of {status}");
                bool sound = status == DecodeStatus.Open && cut.Status == DecodeStatus.Open;
                Finding.Unless(sound ? cut.Output == output : Agree(cut.Output, output), "another output in pieces");
            }
        }

        Finding.Unless(output.Length <= Limits.MaxBytes + Step, "beyond the limit");
        Finding.Unless(decoders.OpenWide, 0, "decoders left open");
        if (Framework(input) is { } expected && status == DecodeStatus.Open)
        {
            Finding.Unless(Agree(output, expected), "another output than the framework's");
        }
    }

    /// <summary>Both agree as far as both read.</summary>
    private static bool Agree(string one, string other) => one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);

    private (string Output, DecodeStatus Status) Decode(ContentDecoders decoders, ReadOnlyMemory<byte>[] pieces)
    {
        using ContentDecoder? decoder = decoders.Open(coding);
        if (decoder is null)
        {
            return ("", DecodeStatus.Corrupt); // zstd, on a machine without its library
        }

        Collected sink = new();
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            decoder.Append(piece.Span, sink);
        }

        Finding.Unless(decoder.OutputBytes, sink.Bytes.Length, "output bytes");
        (string output, DecodeStatus status) = (Pieces.Text(sink.Bytes.ToArray()), decoder.Status);
        _ = decoder.Complete();
        decoder.Restart();
        sink.Bytes.SetLength(0);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            ReadOnlyMemory<byte> rest = piece;
            while (decoder.TryNext(ref rest, out ReadOnlyMemory<byte> text))
            {
                ((IByteSink)sink).Append(text.Span);
            }
        }

        // The ratio is that of the bytes which were read, so that a bomb may end earlier.
        if (status != DecodeStatus.TooLarge && decoder.Status != DecodeStatus.TooLarge)
        {
            Finding.Unless(decoder.Status, status, "status after a restart");
            Finding.Unless(Pieces.Text(sink.Bytes.ToArray()), output, "output after a restart");
        }

        return (output, status);
    }

    private string? Framework(byte[] input)
    {
        try
        {
            using MemoryStream source = new(input);
            using Stream? stream = coding switch
            {
                ContentCoding.Gzip => new GZipStream(source, CompressionMode.Decompress),
                ContentCoding.Deflate => new ZLibStream(source, CompressionMode.Decompress),
                ContentCoding.Brotli => new BrotliStream(source, CompressionMode.Decompress),
                _ => null,
            };
            byte[] buffer = new byte[Limits.MaxBytes];
            return stream is null ? null : Pieces.Text(buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static byte[] Code(byte[] plain, ContentCoding coding)
    {
        using MemoryStream buffer = new();
        using (Stream coder = coding switch
        {
            ContentCoding.Gzip => new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true),
            ContentCoding.Deflate => new ZLibStream(buffer, CompressionLevel.Optimal, leaveOpen: true),
            ContentCoding.Brotli => new BrotliStream(buffer, CompressionLevel.Optimal, leaveOpen: true),
            _ => new MemoryStream(),
        })
        {
            coder.Write(plain);
        }

        return coding == ContentCoding.Zstd ? Frame(plain) : buffer.ToArray();
    }

    // A zstd frame of raw blocks (RFC 8878 section 3.1.1): single segment, an 8-byte content size, blocks of at most 64 KiB.
    private static byte[] Frame(byte[] plain)
    {
        List<byte> frame = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, .. BitConverter.GetBytes((long)plain.Length)];
        byte[][] blocks = [.. plain.Chunk(Step), .. plain.Length == 0 ? [[]] : Array.Empty<byte[]>()];
        for (int i = 0; i < blocks.Length; i++)
        {
            int header = (blocks[i].Length << 3) | (i == blocks.Length - 1 ? 1 : 0);
            frame.AddRange([(byte)header, (byte)(header >> 8), (byte)(header >> 16), .. blocks[i]]);
        }

        return [.. frame];
    }

    private sealed class Collected : IByteSink
    {
        public MemoryStream Bytes { get; } = new();

        public void Append(ReadOnlySpan<byte> bytes) => Bytes.Write(bytes);
    }
}
