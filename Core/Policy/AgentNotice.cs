namespace BotBottle.Core.Policy;

/// <summary>
/// The notice for an agent about its bottle, at <c>http://_egress.local/readme</c> and in the instructions that presets put into its HOME. It is the same text
/// for every run, so that it reveals nothing about the host.
/// </summary>
public static class AgentNotice
{
    /// <summary>The text, in Markdown, with a line end at its end.</summary>
    public static string Text() => """
        # You work in a bottle (Bot Bottle)

        This is a sandbox. It is meant to be here; do not try to get around it. When something below stands in your way, say so and name what your operator should do.

        ## Network
        Only allowlisted hosts can be reached, by HTTP and HTTPS. There is no DNS, no SSH and no other protocol.
        - `curl -s http://_egress.local/allowlist` shows the hosts that are open, `curl -s http://_egress.local/budget` which budgets are spent.
        - A refusal names its reason and what would allow the request. Do not repeat a refused request: ask your operator, who can open the host.
        - API keys in your environment are placeholders. The proxy puts the real ones in on the way out.
        - Tokens that you read may reach your model as asterisks of the same length. The files still hold the values: never write the asterisks back.
        - `git push` over HTTPS is refused. Commit; your operator pushes from the host.

        ## Files
        You may change the shared project folder, your HOME and /tmp. HOME and /tmp are this run's own.
        The host runs or obeys some files by itself, so these are read-only at the top of the shared folder:
        `.envrc`, `.vscode`, `.idea`, `.husky`, `.claude`, `.codex`, `.cursor`, `.mcp.json`, `.bot-bottle`. Empty ones stand in for those that do not exist. Leave them out of commits.
        Settings of other agents, editors and package managers are read-only where they exist ("Read-only file system", "Device or resource busy"), for example `.gemini`, `.opencode`,
        `.devcontainer`, `.zed`, `.npmrc`, `.yarnrc.yml`, `.cargo/config.toml` and `mise.toml`. When a change there is your task, write it beside (`.npmrc.new`) and say so: your operator moves it.

        ## git
        Commit, branch, merge, rebase, stash and add worktrees as usual, and `git init` or `git clone URL .` where there is no repository.
        In the project's own repository, git's settings, hooks and submodules are read-only, because git on the host obeys them. There:
        - for a setting, use `git config --global NAME VALUE` (it holds in this bottle) or `git -c NAME=VALUE ...`; `git config`, `git remote add` and `git push -u` cannot write.
        - use `git switch -c X origin/Y` without `--track`, and name remote and branch when you pull: `git pull origin Y`.
        - there is no signing key: commit and tag without `-S` and `-s`.
        - for what needs more (submodules, sparse checkouts), clone the repository to /tmp and push your branch back: `git clone . /tmp/work`, then there `git push origin HEAD:refs/heads/X`.

        """;
}
