using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Maps non-ASCII characters that a reader takes for ASCII ones or does not see: compatibility forms (fullwidth, mathematical, circled, super- and subscripts:
/// UAX 15, NFKC), Cyrillic and Greek lookalikes, hyphens; zero-width, bidirectional and combining characters.
/// </summary>
internal static class UnicodeFolding
{
    /// <summary>The result for an invisible character.</summary>
    public const int Invisible = -1;

    /// <summary>The result for a character without an ASCII lookalike.</summary>
    public const int Foreign = -2;

    private const int MathFirst = 0x1D400;
    private const int MathLast = 0x1D7FF;
    private const string Lookalikes =
        "АAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJԌGҮYаaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwѵvαaΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvρpιi\u2010-\u2011-\u2212-\uFE63-";

    private static readonly (int First, int Last)[] Compatible =
    [
        (0xAA, 0xBA), (0x2B0, 0x2B8), (0x1D2C, 0x1D6A), (0x2070, 0x209C), (0x2100, 0x2149), (0x2160, 0x217F), (0x24B6, 0x24EA), (0xFE4D, 0xFE6B),
        (0xFF01, 0xFF5E), (MathFirst, MathLast),
    ];

    private static readonly sbyte[] Basic = MakeBasic();
    private static readonly sbyte[] Math = [.. Enumerable.Range(MathFirst, MathLast - MathFirst + 1).Select(Compatibility)];

    /// <summary>The ASCII character for one, or <see cref="Invisible"/> or <see cref="Foreign"/>.</summary>
    public static int Fold(int codePoint) => codePoint switch
    {
        < 0x10000 => Basic[codePoint],
        >= MathFirst and <= MathLast => Math[codePoint - MathFirst],
        >= 0xE0000 and <= 0xE0FFF => Invisible, // tags and variation selectors
        _ => Foreign,
    };

    private static sbyte[] MakeBasic()
    {
        Check();
        sbyte[] basic = new sbyte[0x10000];
        Array.Fill(basic, (sbyte)Foreign);
        for (int ascii = 1; ascii < 0x80; ascii++)
        {
            basic[ascii] = (sbyte)ascii;
        }

        foreach ((int first, int last) in Compatible.Where(range => range.Last < basic.Length))
        {
            for (int codePoint = first; codePoint <= last; codePoint++)
            {
                basic[codePoint] = Compatibility(codePoint);
            }
        }

        for (int i = 0; i < Lookalikes.Length; i += 2)
        {
            basic[Lookalikes[i]] = (sbyte)Lookalikes[i + 1];
        }

        foreach ((int first, int last) in new[]
            { (0, 0), (0xAD, 0xAD), (0x300, 0x36F), (0x61C, 0x61C), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F),
                (0xFEFF, 0xFEFF) })
        {
            basic.AsSpan(first..(last + 1)).Fill(Invisible);
        }

        return basic;
    }

    private static sbyte Compatibility(int codePoint)
    {
        if (!Rune.IsValid(codePoint))
        {
            return Foreign;
        }

        string folded = new Rune(codePoint).ToString().Normalize(NormalizationForm.FormKC);
        return folded.Length == 1 && folded[0] is > ' ' and < '\x7F' ? (sbyte)folded[0] : (sbyte)Foreign;
    }

    // Without the system's Unicode data (invariant globalization) no character would be folded, silently.
    private static void Check()
    {
        if ("\uFF21\uFF3F\U0001D7D8".Normalize(NormalizationForm.FormKC) != "A_0")
        {
            throw new InvalidOperationException(
                "Unicode normalization does not work in this process, so that secrets in fullwidth letters would leave unseen: install ICU (libicu), and set "
                    + "neither InvariantGlobalization nor DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
        }
    }
}
