namespace BotBottle.Core.Terminals;

/// <summary>Tracks the text attributes (CSI m) that may be on. Where terminals read a sequence differently, only a full reset counts as their end.</summary>
internal struct Rendition
{
    private const int Unknown = 131072;

    private int _on;

    /// <summary>True if every terminal shows text as in a shell.</summary>
    public readonly bool IsPlain => _on == 0;

    /// <summary>Notes that an attribute may be on that only a full reset ends.</summary>
    public void Doubt() => _on |= Unknown;

    /// <summary>Applies one sequence.</summary>
    public void Follow(in ControlSequence sequence)
    {
        const int ColourSpace = -1;
        int skip = 0; // after 38, 48 and 58: 5 and one number, or 2 and three
        bool doubtful = sequence.Count > ControlSequence.MaxCount;
        bool hasColon = false;
        int number = 0;
        ReadOnlySpan<byte> parameters = sequence.Parameters;
        for (int i = 0; i <= parameters.Length; i++)
        {
            byte b = i < parameters.Length ? parameters[i] : (byte)';';
            if (b == ':')
            {
                hasColon = doubtful = true;
            }
            else if (b != ';')
            {
                number = hasColon ? number : (number * 10) + b - '0';
            }
            else
            {
                if (skip == 0)
                {
                    Apply(number);
                    skip = number is 38 or 48 or 58 && !hasColon ? ColourSpace : 0;
                }
                else
                {
                    doubtful |= skip == ColourSpace && number is not (2 or 5);
                    skip = skip != ColourSpace ? skip - 1 : number == 5 ? 1 : 3;
                }

                (number, hasColon) = (0, false);
            }
        }

        _on |= doubtful ? Unknown : 0;
    }

    private void Apply(int number)
    {
        (int set, int clear) = number switch
        {
            0 => (0, ~0),
            1 => (1, 0), 2 => (2, 0), 22 => (0, 3),
            3 => (4, 0), 20 => (8, 0), 23 => (0, 12),
            4 => (16, 0), 21 => (16, 0), 24 => (0, 16),
            5 or 6 => (32, 0), 25 => (0, 32),
            7 => (64, 0), 27 => (0, 64),
            8 => (128, 0), 28 => (0, 128),
            9 => (256, 0), 29 => (0, 256),
            10 => (0, 512), > 10 and < 20 => (512, 0),
            26 => (1024, 0), 50 => (0, 1024),
            (>= 30 and <= 37) or (>= 90 and <= 97) => (2048, 0), 39 => (0, 2048),
            (>= 40 and <= 47) or (>= 100 and <= 107) => (4096, 0), 49 => (0, 4096),
            51 or 52 => (8192, 0), 54 => (0, 8192),
            53 => (16384, 0), 55 => (0, 16384),
            59 => (0, 32768),
            73 or 74 => (65536, 0), 75 => (0, 65536),
            _ => (Unknown, 0), // 38, 48 and 58 too: a terminal without many colours reads the numbers after it as attributes
        };
        _on = (_on & ~clear) | set;
    }
}
