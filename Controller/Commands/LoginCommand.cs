using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>login</c>: keeps an agent's login outside of the bottles. Groups <c>ls</c>, <c>rm</c> and <c>test</c>.</summary>
internal static class LoginCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "login",
            "Keep an agent's login for its bottles, outside of them: the proxy adds the token to requests and refreshes it, and the agent holds a placeholder. "
                + "Without an option the agent's own login runs here, in a HOME that is deleted after it. The login is kept in ~/.bot-bottle/logins.",
            "bot-bottle login claude", "bot-bottle login codex --name work", "bot-bottle login claude --import ~/.claude/.credentials.json",
            "claude setup-token  and then: bot-bottle login claude --token-stdin", "gh auth token | bot-bottle login copilot --token-stdin");
        Argument<string> agent = LoginArgument.Agent($" Gemini CLI's login cannot be kept; 'bot-bottle login {LoginArgument.Gemini}' says why.");
        Option<string> name = LoginArgument.Name();
        Option<string?> import = new("--import")
        {
            Description = "Take the login from the agent's own file (~/.claude/.credentials.json, ~/.codex/auth.json); with -, the same text from standard "
                + "input. Both then share its refresh token, and vendors replace that at each refresh: the program that it came from may have to log in again.",
            HelpName = "FILE",
        };
        Option<bool> token = new("--token-stdin")
        {
            Description = "Take a token that is never refreshed from standard input: of 'claude setup-token', or a GitHub token for Copilot.",
        };
        OperatorYes yes = new(host);
        verb.Add(agent);
        verb.Add(name);
        verb.Add(import);
        verb.Add(token);
        yes.AddTo(verb);
        verb.Add(LoginListCommand.Create(host));
        verb.Add(LoginRemoveCommand.Create(host));
        verb.Add(LoginTestCommand.Create(host));
        verb.SetAction(async (parsed, cancellation) =>
        {
            LoginArgument.HideMemory(host);
            LoginUse use = LoginArgument.Of(
                parsed.GetRequiredValue(agent), parsed.GetRequiredValue(name), [.. verb.Subcommands.Select(known => known.Name)]);
            string? file = parsed.GetValue(import);
            if (file is not null && parsed.GetValue(token))
            {
                throw CommandFailure.Usage("--import and --token-stdin exclude each other", "Give one of them, or neither.");
            }

            // A login that was not there before the agent's own one began is asked about after it.
            bool isAsked = false;
            void AskOnce() => isAsked = isAsked || Ask(host, use, effect => yes.Require(parsed, effect));
            Login login = parsed.GetValue(token) ? new LoginSource(host, use).Token()
                : file is not null ? new LoginSource(host, use).File(file)
                : await new LoginFlow(host, use).RunAsync(AskOnce, cancellation);
            AskOnce();
            bool isNew = await new LoginKeeper(host).KeepAsync(login, cancellation);
            host.Output.WriteLine(TerminalText.Clean(
                $"{(isNew ? "kept" : "replaced")}: {use}{OfAccount(login)}, {LoginListCommand.StateOf(login, host.Time.GetUtcNow())}"));
            if (file is not null && login.RefreshToken is not null)
            {
                string other = file == "-" ? "the program that it came from" : login.Source;
                host.Output.WriteLine(TerminalText.Clean(
                    $"It shares its refresh token with {other}: whichever refreshes first may end the other one's login. For a login of its own: "
                        + $"bot-bottle login {use.Agent}{(use.Name == LoginUse.DefaultName ? "" : $" --name {use.Name}")}"));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    // True if there is a login that is replaced. One that has ended is lost anyway.
    private static bool Ask(CommandHost host, LoginUse use, Action<string> ask)
    {
        string what;
        try
        {
            Login old = LoginStore.Read(LoginStore.PathOf(host.Home.Logins, use));
            if (old.HasEnded(host.Time.GetUtcNow()))
            {
                return true;
            }

            string when = LoginListCommand.Known(old.AddedAt) is { } kept ? $"; kept {Times.Minute(kept)} UTC" : "";
            string from = old.Source.Length > 0 ? $" from {old.Source}" : "";
            what = $"{use}{OfAccount(old)} ({LoginListCommand.StateOf(old, host.Time.GetUtcNow())}{when}{from})";
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException wrong)
        {
            what = $"{use}, which cannot be used ({wrong.Message})";
        }

        ask($"this replaces the {what}; another --name keeps both");
        return true;
    }

    private static string OfAccount(Login login) => login.Account.Email is { } email ? $" of {email}" : "";
}
