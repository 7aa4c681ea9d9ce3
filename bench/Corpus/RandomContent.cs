using System.Buffers.Binary;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Corpus;

/// <summary>The parts of a conversation that look like secrets and are none: pictures, signatures, encrypted reasoning, identifiers.</summary>
/// <param name="random">The source of all bytes.</param>
internal sealed class RandomContent(Random random)
{
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int PictureHead = 8 + 25; // the signature and the IHDR chunk
    private const int ChunkHead = 8;
    private const int ChunkEnd = 4;
    private const int FernetHead = 9; // version and time
    private const int FernetEnd = 32 + 16; // HMAC, and the least of the rest of a block

    /// <summary>A number of bytes between two limits.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <summary>One of some things.</summary>
    public T One<T>(IReadOnlyList<T> things) => things[random.Next(things.Count)];

    /// <summary>Letters and digits.</summary>
    public string Id(int length) => new(random.GetItems<char>(Base62, length));

    /// <summary>Characters of a set.</summary>
    public string Of(string characters, int length) => new(random.GetItems<char>(characters, length));

    /// <summary>Hex digits.</summary>
    public string Hex(int length) => Of("0123456789abcdef", length);

    /// <summary>A random UUID.</summary>
    public string Uuid() => new Guid(Bytes(16)).ToString();

    /// <summary>A screenshot: a PNG file whose compressed pixels are random, in Base64.</summary>
    public string Picture(int bytes)
    {
        byte[] file = Bytes(bytes);
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }.CopyTo(file, 0);
        Chunk(file, 8, "IHDR"u8, 13);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 1280);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 800);
        new byte[] { 8, 2, 0, 0, 0 }.CopyTo(file, 24);
        Chunk(file, PictureHead, "IDAT"u8, bytes - PictureHead - (2 * (ChunkHead + ChunkEnd)));
        Chunk(file, bytes - ChunkHead - ChunkEnd, "IEND"u8, 0);
        return Convert.ToBase64String(file);
    }

    /// <summary>A signature of a thinking block: a protobuf field, in Base64.</summary>
    public string Signature(int bytes)
    {
        byte[] message = Bytes(bytes);
        message[0] = 0x12;
        message[1] = (byte)(0x80 | (bytes & 0x7F));
        message[2] = (byte)(bytes >> 7 & 0x7F);
        return Convert.ToBase64String(message);
    }

    /// <summary>Encrypted reasoning: a Fernet token, in base64url. It begins with <c>gAAAAA</c>.</summary>
    public string Encrypted(int bytes)
    {
        byte[] token = Bytes(FernetHead + (bytes / 16 * 16) + FernetEnd);
        token[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), 1_760_000_000 + random.Next(30_000_000));
        return Convert.ToBase64String(token).Replace('+', '-').Replace('/', '_');
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Chunk(byte[] file, int at, ReadOnlySpan<byte> type, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), length);
        type.CopyTo(file.AsSpan(at + 4));
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + ChunkHead + length), TokenChecks.Crc32(file.AsSpan(at + 4, 4 + length)));
    }
}
