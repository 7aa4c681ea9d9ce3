namespace BotBottle.Core.Control;

/// <summary>Whether an operator agrees to what an action does at once to runs. A yes is for the question that it answers: the controller asks again when the answer would reach other runs.</summary>
/// <param name="Ask">Whether the operator has to be asked.</param>
/// <param name="Yes">The <see cref="ApiError.Question"/> that was answered with yes; null for none.</param>
public readonly record struct Consent(bool Ask, string? Yes)
{
    /// <summary>Agreed whatever it does, as with <c>--yes</c>.</summary>
    public static Consent Given => default;

    /// <summary>Not agreed yet: <see cref="ApiError.NeedsYes"/> says what would happen.</summary>
    public static Consent Asked => new(Ask: true, null);

    /// <summary>A yes to a question.</summary>
    public static Consent To(string question) => new(Ask: true, question);

    /// <summary>Its parameters in a query; empty where none is needed.</summary>
    public string ToQuery() => !Ask ? "" : Yes is null ? "ask=true" : "ask=true&yes=" + Uri.EscapeDataString(Yes);
}
