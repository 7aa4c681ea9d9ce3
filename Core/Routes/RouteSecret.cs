namespace BotBottle.Core.Routes;

/// <summary>The value of a host variable that routes name (<c>token_env</c>).</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Secret">Its value: visible ASCII, so that a header field can carry it.</param>
public sealed record RouteSecret(string Variable, string Secret)
{
    /// <summary>Names the variable only, so that the secret stays out of logs.</summary>
    public override string ToString() => Variable;
}
