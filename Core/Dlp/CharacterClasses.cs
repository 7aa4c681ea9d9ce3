using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>The capitals, small letters and digits among up to 64 bytes, one bit each.</summary>
/// <param name="Capitals">The capital letters.</param>
/// <param name="Smalls">The small letters.</param>
/// <param name="Digits">The digits.</param>
/// <param name="Length">The number of bytes.</param>
internal readonly record struct CharacterClasses(ulong Capitals, ulong Smalls, ulong Digits, int Length)
{
    /// <summary>The most bytes that are looked at.</summary>
    public const int Most = 64;

    /// <summary>The number of places at which the class of a byte differs from the class of the byte before it.</summary>
    public int Changes => Length < 2 ? 0 : BitOperations.PopCount(
        ((Capitals ^ (Capitals << 1)) | (Smalls ^ (Smalls << 1)) | (Digits ^ (Digits << 1))) & (ulong.MaxValue >> (Most - Length)) & ~1UL);

    /// <summary>The classes of the first 64 bytes of a text.</summary>
    public static CharacterClasses Of(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, Most)];
        ulong capitals = 0;
        ulong smalls = 0;
        ulong digits = 0;
        int at = 0;
        for (; at <= text.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            ref byte first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at);
            capitals |= In(ref first, 'A', 'Z') << at;
            smalls |= In(ref first, 'a', 'z') << at;
            digits |= In(ref first, '0', '9') << at;
        }

        for (; at < text.Length; at++)
        {
            capitals |= char.IsAsciiLetterUpper((char)text[at]) ? 1UL << at : 0;
            smalls |= char.IsAsciiLetterLower((char)text[at]) ? 1UL << at : 0;
            digits |= char.IsAsciiDigit((char)text[at]) ? 1UL << at : 0;
        }

        return new CharacterClasses(capitals, smalls, digits, text.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong In(ref byte first, char low, char high) => Vector128.LessThanOrEqual(
        Vector128.LoadUnsafe(ref first) - Vector128.Create((byte)low), Vector128.Create((byte)(high - low))).ExtractMostSignificantBits();
}
