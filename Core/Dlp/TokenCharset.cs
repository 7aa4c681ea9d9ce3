using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>The bytes that a token's body is made of.</summary>
internal sealed class TokenCharset
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Smalls = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // Before the sets, which are numbered and put into it.
    private static readonly uint[] SetsByByte = new uint[256];

    private static int _count;

    public static readonly TokenCharset Alphanumeric = new(Capitals + Smalls + Digits);
    public static readonly TokenCharset Word = new(Capitals + Smalls + Digits + "_");
    public static readonly TokenCharset Url = new(Capitals + Smalls + Digits + "_-");
    public static readonly TokenCharset Dotted = new(Capitals + Smalls + Digits + "_-.");
    public static readonly TokenCharset Bearer = new(Capitals + Smalls + Digits + "_-.~+/=");
    public static readonly TokenCharset Base64 = new(Capitals + Smalls + Digits + "+/=");
    public static readonly TokenCharset Base64Url = new(Capitals + Smalls + Digits + "+/=_-");
    public static readonly TokenCharset Base64Lines = new(Capitals + Smalls + Digits + "+/=\r\n\t\\");
    public static readonly TokenCharset Base32 = new(Capitals + "234567");
    public static readonly TokenCharset Upper = new(Capitals + Digits);
    public static readonly TokenCharset UpperDashed = new(Capitals + Digits + "-");
    public static readonly TokenCharset Lower = new(Smalls + Digits);
    public static readonly TokenCharset LowerDashed = new(Smalls + Digits + "-");
    public static readonly TokenCharset Dollar = new(Smalls + Digits + "$");
    public static readonly TokenCharset Hook = new(Capitals + Smalls + Digits + "/_-");
    public static readonly TokenCharset Hex = new(Digits + "abcdefABCDEF");
    public static readonly TokenCharset HexLower = new(Digits + "abcdef");
    public static readonly TokenCharset HexDashed = new(Digits + "abcdef-");
    public static readonly TokenCharset HexWord = new(Digits + "abcdef_");

    private readonly SearchValues<byte> _bytes;
    private readonly NibbleSet _set;

    private TokenCharset(string characters)
    {
        Index = _count++;
        byte[] bytes = Encoding.ASCII.GetBytes(characters);
        Bytes = bytes;
        _bytes = SearchValues.Create(bytes);
        _set = new NibbleSet(bytes);
        foreach (byte value in bytes)
        {
            SetsByByte[value] |= 1U << Index;
        }
    }

    /// <summary>How many sets there are.</summary>
    public static int Count => _count;

    /// <summary>The set's number.</summary>
    public int Index { get; }

    /// <summary>The bytes of the set.</summary>
    public IReadOnlyList<byte> Bytes { get; }

    /// <summary>Whether a byte is of the set.</summary>
    public bool Contains(byte value) => (SetsOf(value) >> Index & 1) != 0;

    /// <summary>A bit for each set, by its number, that a byte is of.</summary>
    public static uint SetsOf(byte value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(SetsByByte), value);

    /// <summary>A bit for each set that six bytes are of, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SetsOfSix(ulong bytes) => SetsOf((byte)bytes) & SetsOf((byte)(bytes >> 8)) & SetsOf((byte)(bytes >> 16))
        & SetsOf((byte)(bytes >> 24)) & SetsOf((byte)(bytes >> 32)) & SetsOf((byte)(bytes >> 40));

    /// <summary>A bit for each of <see cref="NibbleSet.Block"/> bytes that is of the set.</summary>
    /// <param name="text">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(ref byte text) => _set.Of(ref text);

    /// <summary>How many bytes of the set stand at a place, <see cref="NibbleSet.Block"/> at most.</summary>
    public int Few(ReadOnlySpan<byte> text, int at) => at <= text.Length - NibbleSet.Block
        ? BitOperations.TrailingZeroCount(~Of(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)))
        : Run(text[at..]);

    /// <summary>How many bytes of the set a text begins with.</summary>
    public int Run(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept(_bytes);
        return end < 0 ? text.Length : end;
    }
}
