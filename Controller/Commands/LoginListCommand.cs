using System.CommandLine;
using System.Text.Json.Serialization;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Commands;

/// <summary><c>login ls</c>: lists the kept logins, never their values.</summary>
internal static class LoginListCommand
{
    private const int FirstYear = 2020;

    public static Command Create(CommandHost host)
    {
        Verb verb = new("ls", "List the kept logins. No token is shown.", "bot-bottle login ls", "bot-bottle login ls --json");
        Option<bool> json = ListingOptions.Json();
        verb.Add(json);
        verb.SetAction(parsed =>
        {
            LoginArgument.HideMemory(host);
            IReadOnlyList<LoginView> logins = [.. LoginStore.List(host.Home.Logins).Select(use => ViewOf(host, use))];
            return host.Write(parsed.GetValue(json), logins, LoginViewJson.Default.IReadOnlyListLoginView, WriteTable);
        });
        return verb;
    }

    /// <summary>The state of a login, in words.</summary>
    public static string StateOf(Login login, DateTimeOffset now) => login switch
    {
        { RevokedAt: not null } => "revoked or ended",
        { RefreshToken: not null, ExpiresAt: { } end } when end <= now => "refreshed at its next use",
        { RefreshToken: not null } => "refreshed by the proxy",
        { ExpiresAt: { } end } when end <= now => "expired",
        _ => "not refreshed",
    };

    /// <summary>A time of a login's file; null for one that no vendor or program gave, such as 1970.</summary>
    public static DateTimeOffset? Known(DateTimeOffset? time) => time?.Year >= FirstYear ? time : null;

    private static LoginView ViewOf(CommandHost host, LoginUse use)
    {
        string path = LoginStore.PathOf(host.Home.Logins, use);
        try
        {
            Login login = LoginStore.Read(path);
            return new LoginView(
                use.Agent, use.Name, login.Account.Email ?? login.Account.Id, login.Account.Plan, Known(login.ExpiresAt), login.RefreshToken is not null,
                Known(login.AddedAt), Known(login.RefreshedAt), Known(login.RevokedAt), login.Source, StateOf(login, host.Time.GetUtcNow()), path);
        }
        catch (IOException wrong)
        {
            return new LoginView(use.Agent, use.Name, null, null, null, false, null, null, null, "", $"cannot be used: {wrong.Message}", path);
        }
    }

    private static void WriteTable(CommandHost host, IReadOnlyList<LoginView> logins)
    {
        if (logins.Count == 0)
        {
            host.Output.WriteLine("no login is kept; keep one with: bot-bottle login claude");
            return;
        }

        TextTable table = new("AGENT", "NAME", "ACCOUNT", "PLAN", "TOKEN UNTIL (UTC)", "STATE", "FROM");
        foreach (LoginView login in logins)
        {
            table.Add(
                login.Agent, login.Name, login.Account ?? "-", login.Plan ?? "-",
                login.ExpiresAt is { } end ? Times.Minute(end) : "-", login.State, login.Source);
        }

        table.Write(host.Output, host.Ink);
    }
}

/// <summary>A login as <c>login ls --json</c> shows it.</summary>
internal sealed record LoginView(
    string Agent, string Name, string? Account, string? Plan, DateTimeOffset? ExpiresAt, bool Refreshed, DateTimeOffset? AddedAt, DateTimeOffset? RefreshedAt,
    DateTimeOffset? RevokedAt, string Source, string State, string Path);

/// <summary>JSON of <see cref="LoginView"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<LoginView>))]
internal sealed partial class LoginViewJson : JsonSerializerContext;
