namespace BotBottle.Fuzz;

/// <summary>Runs one target: first its seeds, then mutations of them until it is stopped or has a finding.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int MaxShrinking = 3000;

    private readonly List<byte[]> _corpus = [.. target.Seeds, .. FoundSeeds.Of(target.Name)];

    /// <summary>The number of inputs so far.</summary>
    public long Executions { get; private set; }

    /// <summary>The current input.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>The smallest input that fails like the first finding, and the failure; null for none.</summary>
    /// <param name="goesOn">Returns false to stop; called before each mutation.</param>
    public (byte[] Input, string Message)? Run(Func<bool> goesOn)
    {
        Mutator mutator = new(seed);
        foreach (byte[] input in _corpus)
        {
            if (Judge(input) is { } fault)
            {
                return Shrink(input, fault);
            }
        }

        while (goesOn())
        {
            byte[] input = mutator.Mutate(_corpus, target.Dictionary);
            if (Judge(input) is { } fault)
            {
                return Shrink(input, fault);
            }
        }

        return null;
    }

    private Exception? Judge(byte[] input)
    {
        Current = input;
        Executions++;
        try
        {
            target.Judge(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // Removes halves, quarters … single bytes while the same kind of fault remains.
    private (byte[] Input, string Message) Shrink(byte[] input, Exception fault)
    {
        int tries = 0;
        for (int size = Math.Max(1, input.Length / 2); size > 0; size /= 2)
        {
            for (int at = 0; at < input.Length && tries < MaxShrinking;)
            {
                tries++;
                byte[] smaller = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + size))];
                if (Judge(smaller) is { } same && same.GetType() == fault.GetType())
                {
                    (input, fault) = (smaller, same);
                }
                else
                {
                    at += size;
                }
            }
        }

        return (input, fault is Finding ? fault.Message : fault.ToString());
    }
}
