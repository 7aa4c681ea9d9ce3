namespace BotBottle.Core.Budgets;

/// <summary>
/// The tokens that a call may cost, before weights, by the facts of its request.
/// <para>
/// A request without an output limit may write as much as its model can. The largest documented output limit of the built-in providers is 128,000 tokens;
/// <see cref="Unlimited"/> lies above it. Where a model has been seen to write more, twice that figure is used. The worst case of an input that no provider
/// counted is a token per byte, which no byte tokenizer exceeds. An estimate suits what people and programs write; random letters have ten times as many
/// tokens. The worst case is at least twice the estimate, because a provider may wrap a text or read it twice. An input that is partly not text, or not in the
/// request, may fill the model's window: <see cref="Window"/> is the largest documented one.
/// </para>
/// </summary>
/// <param name="UsualInput">The input, counted or estimated.</param>
/// <param name="MostInput">The largest possible input.</param>
/// <param name="UsualOutput">The model's usual output, bounded by the request's own limit.</param>
/// <param name="MostOutput">The largest possible output.</param>
public readonly record struct CallCost(long UsualInput, long MostInput, long UsualOutput, long MostOutput)
{
    /// <summary>The output limit per choice for a request that names none.</summary>
    public const long Unlimited = 131_072;

    /// <summary>The input of a call that has a part outside the request.</summary>
    public const long Window = 2_097_152;

    // OpenAI's completions take 2,048 prompts with 128 choices each; 2^20 times twice 2^40 is below overflow.
    private const long MostChoices = 1 << 20;

    // Far above any model's window, far below overflow whatever the weights are.
    private const long Absurd = 1L << 40;

    /// <summary>Computes the cost of a call.</summary>
    /// <param name="request">The facts of the call.</param>
    /// <param name="usual">The usual output per model.</param>
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

    /// <summary>The call's hold in charged tokens.</summary>
    public CallHold ToHold(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new CallHold(weights.Hold(UsualInput, UsualOutput), weights.Hold(MostInput, MostOutput));
    }

    /// <summary>The least output to charge when the true figure never shows.</summary>
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
