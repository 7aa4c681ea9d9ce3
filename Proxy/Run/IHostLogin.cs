using BotBottle.Core.Logins;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Run;

/// <summary>A login that the host keeps for a run's agent.</summary>
internal interface IHostLogin
{
    /// <summary>Its names.</summary>
    LoginUse Use { get; }

    /// <summary>Returns the token for a request, refreshed if it must be, or the reason why there is none.</summary>
    /// <param name="cancel">Ends the wait; a refresh that is under way goes on.</param>
    ValueTask<(LoginToken? Token, LoginTrouble? Trouble)> TakeAsync(CancellationToken cancel);

    /// <summary>Returns why the login has ended for good, as its file says now; null if it has not.</summary>
    LoginTrouble? Ended();

    /// <summary>Records that the upstream rejected a token, which may have to be refreshed although its end is far.</summary>
    void Rejected(LoginToken token);

    /// <summary>Returns the response to the agent's own request for new tokens: placeholders.</summary>
    /// <param name="cancel">Ends the wait; a refresh that is under way goes on.</param>
    ValueTask<(byte[]? Body, LoginTrouble? Trouble)> AnswerAsync(CancellationToken cancel);
}

/// <summary>A token of a login.</summary>
/// <param name="Value">The token.</param>
/// <param name="Search">Finds it in responses.</param>
/// <param name="Account">The account that it is of; null if it is unknown.</param>
internal sealed record LoginToken(string Value, SecretSearch Search, string? Account)
{
    /// <summary>Nothing, so that the token stays out of logs.</summary>
    public override string ToString() => "a login's token";
}

/// <summary>Why a login has no token.</summary>
/// <param name="Message">The reason, and what a person can do.</param>
/// <param name="IsLasting">True if only a person can end it; false if the vendor does not answer now.</param>
internal sealed record LoginTrouble(string Message, bool IsLasting);
