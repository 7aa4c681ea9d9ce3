using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>
/// The expected findings per GB (10^9 bytes) of a row in text that holds no token, from the row's shape alone. The bytes are independent of each other; all
/// bounds are upper ones, because checks that are hard to compute count as passed.
/// </summary>
internal static class TokenNoise
{
    private const double Bytes = 1e9;
    private const int UuidLength = 36;
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Smalls = "abcdefghijklmnopqrstuvwxyz";
    private const string Decimals = "0123456789";

    private static readonly double[] Base64Bytes = Uniform(Capitals + Smalls + Decimals + "+/");
    private static readonly double[] CodeBytes = Code();
    private static readonly double MissedRun = Missed(TokenEdge.NoiseRun);
    private static readonly double MissedShortRun = Missed(TokenEdge.LeastRun);

    /// <summary>An unbroken run of Base64: only <c>/</c> and <c>+</c> are edges, and only if the run before them does not look random.</summary>
    public static double InBase64(TokenRule rule) => Unbroken(rule, Base64Bytes, 2.0 / 64 * MissedRun);

    /// <summary>An unbroken run of base64url: it has no edge.</summary>
    public static double InBase64Url(TokenRule rule) => Unbroken(rule, Uniform(Capitals + Smalls + Decimals + "-_"), 0);

    /// <summary>An unbroken run of hex: it has no edge.</summary>
    public static double InHex(TokenRule rule) => Unbroken(rule, Uniform("0123456789abcdef"), 0);

    /// <summary>An unbroken run of Base32: it has no edge.</summary>
    public static double InBase32(TokenRule rule) => Unbroken(rule, Uniform(Capitals + "234567"), 0);

    /// <summary>One UUID a line: the line's start is an edge.</summary>
    public static double InUuids(TokenRule rule)
    {
        if (!rule.IsPlain || rule is LedRule)
        {
            return 0; // needs a byte that no UUID has
        }

        double rate = 0;
        foreach (byte[] prefix in rule.Literals.Where(prefix => prefix.Length + rule.Min <= UuidLength))
        {
            double chance = 1;
            for (int i = 0; i < prefix.Length + rule.Min; i++)
            {
                bool isDash = i is 8 or 13 or 18 or 23;
                chance *= i >= prefix.Length ? (isDash ? Of(rule.Body, "-") : Of(rule.Body, "0123456789abcdef") / 16)
                    : isDash ? (prefix[i] == '-' ? 1 : 0)
                    : char.IsAsciiHexDigitLower((char)prefix[i]) ? 1.0 / 16 : 0;
            }

            rate += chance;
        }

        return rate * Bytes / (UuidLength + 1);
    }

    /// <summary>
    /// Minified code: independent bytes with the frequencies measured in bundles; in words of more than sixteen characters 12 % are capitals and 2.2 % digits.
    /// </summary>
    public static double InCode(TokenRule rule) =>
        Unbroken(rule, CodeBytes, CodeBytes.Where((_, value) => !TokenCharset.Url.Contains((byte)value)).Sum()) * Changing(rule);

    /// <summary>Base64 in lines: each line begins at an edge, and <c>/</c> and <c>+</c> near the start of a line are edges.</summary>
    public static double InLines(TokenRule rule, int width)
    {
        if (!rule.IsPlain || rule is LedRule)
        {
            return 0;
        }

        double rate = 0;
        foreach (byte[] prefix in rule.Literals)
        {
            int length = prefix.Length + rule.Min;
            for (int column = 0; column + length <= width; column++)
            {
                double edge = rule.Anywhere ? 1
                    : column == 0 ? MissedRun
                    : 2.0 / 64 * (column < TokenEdge.LeastRun ? MissedRun : MissedShortRun);
                rate += rule.Exact && column + length < width ? 0 : edge * Chance(rule, prefix, Base64Bytes);
            }
        }

        return rate * Bytes / (width + 1);
    }

    private static double Unbroken(TokenRule rule, double[] bytes, double edge) => !rule.IsPlain || rule is LedRule ? 0 // needs a byte that the run lacks
        : Bytes * (rule.Anywhere ? 1 : edge) * (rule.Exact ? bytes.Where((_, value) => !TokenCharset.Base64Both.Contains((byte)value)).Sum() : 1)
            * rule.Literals.Sum(prefix => Chance(rule, prefix, bytes));

    // A prefix and its body.
    private static double Chance(TokenRule rule, byte[] prefix, double[] bytes)
    {
        double body = bytes.Where((_, value) => rule.Body.Contains((byte)value)).Sum();
        double chance = prefix.Aggregate(1.0, (product, value) => product * bytes[value]) * Math.Pow(body, rule.Min);
        double mark = rule.Mark is { } one ? bytes[one.Value] / Math.Max(body, double.Epsilon) : 1;
        double check = rule.Check == TokenChecks.Uuid ? Math.Pow(bytes['-'] / Math.Max(body, double.Epsilon), 4)
            : rule.Check == TokenChecks.Checksum30 || rule.Check == TokenChecks.Checksum70 ? Math.Pow(62, -5)
            : 1;
        return chance * mark * check;
    }

    // The chance that a long word changes as often as MixedCase asks, or has three digits.
    private static double Changing(TokenRule rule)
    {
        const double Capital = 0.12;
        const double Digit = 0.022;
        if (rule.Check == TokenChecks.MixedCase)
        {
            int length = Math.Min(rule.Min, 64);
            return Changes([Capital, Digit, 1 - Capital - Digit], length, (int)Math.Ceiling(length * 2 / 5.0), 1);
        }

        if (rule.Check == TokenChecks.MixedCaseDigits)
        {
            return Changes([Capital, Digit, 1 - Capital - Digit], rule.Min, (int)Math.Ceiling(rule.Min * 2 / 5.0), 2);
        }

        if (rule.Check == TokenChecks.MixedLetters)
        {
            return Changes([Capital, Digit, 1 - Capital - Digit], rule.Min, (int)Math.Ceiling(rule.Min * 3 / 10.0), 0);
        }

        return rule.Check == TokenChecks.Mixed ? Tail(rule.Min, Digit, 3)
            : rule.Check == TokenChecks.Digit || rule.Check == TokenChecks.DigitNoExample ? Tail(rule.Min, Digit, 1) : 1;
    }

    // The chance of so many changes of class, with so many bytes of the second class among them.
    private static double Changes(double[] classes, int length, int least, int digits)
    {
        Dictionary<(int Class, int Digits, int Changes), double> states = classes.Select((chance, one) => ((one, one == 1 ? 1 : 0, 0), chance)).ToDictionary();
        for (int i = 1; i < length; i++)
        {
            Dictionary<(int, int, int), double> next = [];
            foreach (((int from, int count, int changes), double chance) in states)
            {
                for (int to = 0; to < classes.Length; to++)
                {
                    (int, int, int) state = (to, Math.Min(digits, count + (to == 1 ? 1 : 0)), Math.Min(least, changes + (from == to ? 0 : 1)));
                    next[state] = next.GetValueOrDefault(state) + (chance * classes[to]);
                }
            }

            states = next;
        }

        return states.Where(state => state.Key.Digits == digits && state.Key.Changes == least).Sum(state => state.Value);
    }

    // The chance that a random run is not taken for one: at most the sum of the chances of each of the conditions.
    private static double Missed(int length)
    {
        double[] classes = [26.0 / 64, 26.0 / 64, 10.0 / 64, 2.0 / 64];
        int least = (int)Math.Ceiling(length / 10.0);
        double few = (2 * (1 - Tail(length, classes[0], least))) + (1 - Tail(length, classes[2], 1)) + Tail(length, classes[3], (length / 6) + 1);
        double[,] changes = new double[4, length];
        changes[3, 0] = 1; // the run ends with a sign
        for (int i = 1; i < length; i++)
        {
            double[,] next = new double[4, length];
            for (int from = 0; from < 4; from++)
            {
                for (int to = 0; to < 4; to++)
                {
                    for (int count = 0; count < i; count++)
                    {
                        next[to, count + (from == to ? 0 : 1)] += changes[from, count] * classes[to];
                    }
                }
            }

            changes = next;
        }

        for (int count = 0; count * 3 < length; count++)
        {
            few += Enumerable.Range(0, 4).Sum(one => changes[one, count]);
        }

        return Math.Min(1, few);
    }

    // The chance of at least so many among independent trials.
    private static double Tail(int trials, double chance, int least)
    {
        double sum = 0;
        double one = Math.Pow(1 - chance, trials);
        for (int count = 0; count < least; count++)
        {
            sum += one;
            one *= (trials - count) * chance / ((count + 1) * (1 - chance));
        }

        return Math.Max(0, 1 - sum);
    }

    private static double Of(TokenCharset set, string characters) => characters.Count(c => set.Contains((byte)c));

    private static double[] Uniform(string characters)
    {
        double[] bytes = new double[256];
        foreach (byte value in Encoding.ASCII.GetBytes(characters))
        {
            bytes[value] = 1.0 / characters.Length;
        }

        return bytes;
    }

    private static double[] Code()
    {
        double[] bytes = new double[256];
        (string, double)[] shares =
        [
            (Smalls, 0.470), (Capitals, 0.193), (Decimals, 0.037), ("_", 0.0033), ("-", 0.0074), (".", 0.0192), ("/", 0.0026), (":", 0.0099), ("+", 0.0022),
            ("$,;=(){}[]\"'!?&| <>@%~\\", 0.2554),
        ];
        foreach ((string characters, double share) in shares)
        {
            foreach (byte value in Encoding.ASCII.GetBytes(characters))
            {
                bytes[value] = share / characters.Length;
            }
        }

        return bytes;
    }
}
