namespace BotBottle.Core.Routes;

/// <summary>The credential that a route puts in place of the agent's.</summary>
/// <param name="Scheme">How it travels.</param>
/// <param name="Variable">The variable of the host that holds it.</param>
public sealed record RouteAuth(AuthScheme Scheme, string Variable)
{
    /// <summary>The header field that carries it, in lower case.</summary>
    public string FieldName() => Scheme switch
    {
        AuthScheme.ApiKey => "x-api-key",
        AuthScheme.GoogleApiKey => "x-goog-api-key",
        _ => "authorization",
    };

    /// <summary>What stands before the secret in the field's value, or nothing.</summary>
    public string Prefix() => Scheme switch
    {
        AuthScheme.Bearer => "Bearer ",
        AuthScheme.Token => "token ",
        _ => "",
    };
}
