namespace BotBottle.Core.Budgets;

/// <summary>
/// What a call may cost in tokens, before weights, from what its request says.
/// <para>
/// A request that names no output limit may write as much as its model can. The largest output limit of a model that the built-in providers document is 128,000
/// tokens; <see cref="Unlimited"/> lies above it, and where a model has been seen to write more, twice that is taken. An input that no provider has counted is
/// taken at a token a byte for the worst case, which no tokenizer of bytes exceeds: an estimate is made for what people and programs write, and letters that are drawn by
/// lot have ten times as many tokens. Twice the estimate is the least, for what a provider puts around a text or reads twice. Where a part of it is not text, or not in the request, it may fill
/// the model's window: <see cref="Window"/> is the largest that is documented.
/// </para>
/// </summary>
/// <param name="UsualInput">The input, counted or estimated.</param>
/// <param name="MostInput">The input at the most.</param>
/// <param name="UsualOutput">What the model usually writes, bounded by the request's own limit.</param>
/// <param name="MostOutput">What it can write at the most.</param>
public readonly record struct CallCost(long UsualInput, long MostInput, long UsualOutput, long MostOutput)
{
    /// <summary>The output limit of a choice of a request that names none.</summary>
    public const long Unlimited = 131_072;

    /// <summary>The input of a call of which a part is out of sight.</summary>
    public const long Window = 2_097_152;

    // OpenAI's completions take 2,048 prompts with 128 choices each; 2^20 times twice 2^40 is below overflow.
    private const long MostChoices = 1 << 20;

    // Far above any model's window, far below overflow whatever the weights are.
    private const long Absurd = 1L << 40;

    /// <summary>The cost of a call.</summary>
    /// <param name="request">What is known of it.</param>
    /// <param name="usual">What models usually write.</param>
    public static CallCost Of(AdmissionRequest request, UsualOutput usual)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(usual);
        long input = Math.Clamp(request.InputEstimate, 1, Absurd);
        long choices = Math.Clamp(request.Choices, 1, MostChoices);
        long most = Math.Clamp(request.MaxOutput ?? choices * Math.Max(Unlimited, 2 * usual.MostOf(request.Provider, request.Model)), 0, Absurd);
        long mostInput = request.IsCounted ? input : Math.Max(2 * input, request.IsUnseen ? Window : Math.Min(request.InputBytes, Window));
        return new CallCost(input, mostInput, Math.Min(choices * usual.Of(request.Provider, request.Model), most), most);
    }

    /// <summary>What it sets aside.</summary>
    public CallHold ToHold(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new CallHold(weights.Hold(UsualInput, UsualOutput), weights.Hold(MostInput, MostOutput));
    }

    /// <summary>The output that is charged, at the least, where the true figure stays out of sight.</summary>
    /// <param name="limits">The accounts that limit the call.</param>
    public long HeldOutput(IEnumerable<Account> limits)
    {
        long held = 0;
        foreach (Account account in limits)
        {
            held = Math.Max(held, account.Budget?.Gate switch
            {
                null or BudgetGate.Off => 0,
                BudgetGate.Strict => MostOutput,
                _ => UsualOutput,
            });
        }

        return held;
    }
}
