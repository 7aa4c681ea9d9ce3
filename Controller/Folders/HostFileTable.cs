using static BotBottle.Controller.Folders.HostFileKind;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The files that programs of the host run or obey by themselves when a user opens a folder or runs a usual command there, and those that a task runner or hook
/// obeys. <c>.git</c> has its own rules (<see cref="GitFolder"/>).
/// </summary>
internal static class HostFileTable
{
    private const string OtherAgent = "an agent on the host starts the servers, hooks or plugins that it names";
    private const string Editor = "an editor runs tasks, servers or programs that it names";
    private const string Mise = "mise runs its hooks and sources its files at a prompt, once trusted";
    private const string PackageManager = "each command of the package manager runs or loads what it names";
    private const string Debugger = "a debugger runs it where its folder is trusted";
    private const string Runner = "a task runner or build tool runs it";
    private const string Hook = "a hook of git runs it";
    private const string TestRunner = "a test or lint run executes it";
    private const string Ci = "CI runs it once it is pushed";
    private const string Instructions = "agents on the host take it for instructions";

    /// <summary>The rows.</summary>
    public static readonly HostFile[] Rows =
    [
        new(".envrc", Masked, "direnv runs it at a prompt, once allowed"),
        new(".vscode", Masked, Editor),
        new(".idea", Masked, Editor),
        new(".husky", Masked, "git runs its files as hooks"),
        new(".claude", Masked, OtherAgent),
        new(".codex", Masked, OtherAgent),
        new(".cursor", Masked, OtherAgent),
        new(".mcp.json", Masked, OtherAgent),
        new(".bot-bottle", Masked, "it steers runs of this program"),

        .. Each(OtherAgent, ".gemini", ".qwen", ".windsurf", ".kiro", ".continue", ".roo", ".kilocode", ".clinerules", ".opencode", "opencode.json",
            "opencode.jsonc", ".crush.json", "crush.json", ".amazonq", ".augment", ".factory", ".junie", ".trae", ".agents", ".aider.conf.yml", ".copilot",
            ".github/hooks", ".github/copilot"),
        .. Each(Editor, ".zed", ".fleet", ".devcontainer", ".devcontainer.json", ".exrc", ".nvimrc", ".nvim.lua", ".vimrc", ".lvimrc", ".dir-locals.el",
            ".dir-locals-2.el", ".clangd", ".helix", "*.code-workspace", "*.sublime-project", "*.sublime-workspace"),
        .. Each(Mise, "mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml", ".mise"),
        .. Each("direnv sources what it keeps there at a prompt", ".direnv"),
        .. Each("asdf and mise run a version that is a path", ".tool-versions"),
        .. Each(PackageManager, ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn/releases", ".yarn/plugins", ".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js",
            ".cargo/config.toml", ".cargo/config", ".mvn", ".bundle/config", "bunfig.toml"),
        .. Each("bazel reads it at each command", ".bazelrc", "user.bazelrc"),
        .. Each(Debugger, ".gdbinit", ".lldbinit"),

        .. Named(Runner, "package.json", "Makefile", "makefile", "GNUmakefile", "justfile", ".justfile", "Justfile", "Taskfile.yml", "Taskfile.yaml",
            "Rakefile", "Gemfile", "build.rs", "Cargo.toml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradlew", "pom.xml",
            "mvnw", "CMakeLists.txt", "meson.build", "configure", "setup.py", "setup.cfg", "pyproject.toml", "noxfile.py", "Dockerfile", "Containerfile",
            "docker-compose.yml", "compose.yaml", "compose.yml", "Procfile", "Vagrantfile", "flake.nix", "shell.nix", "default.nix", "Directory.Build.props",
            "Directory.Build.targets", "NuGet.config", "global.json", "MODULE.bazel", "WORKSPACE", "deno.json", "turbo.json", "nx.json"),
        .. Named(Hook, ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "lefthook.yml", ".lefthook.yml", "lefthook-local.yml", ".lintstagedrc",
            ".lintstagedrc.json", "lint-staged.config.js", ".gitattributes", ".gitmodules"),
        .. Named(TestRunner, "conftest.py", "tox.ini", "pytest.ini", "sitecustomize.py", "jest.config.js", "jest.config.ts", "vitest.config.ts",
            "vite.config.js", "vite.config.ts", "webpack.config.js", "rollup.config.js", "babel.config.js", "eslint.config.js", "eslint.config.mjs",
            ".eslintrc.js", ".eslintrc.cjs", ".prettierrc.js", "prettier.config.js", "tailwind.config.js", "next.config.js", "playwright.config.ts"),
        .. Named(
            Ci, ".github/workflows", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", "Jenkinsfile", ".travis.yml", "bitbucket-pipelines.yml"),
        .. Named(Instructions, "CLAUDE.md", "AGENTS.md", "GEMINI.md", "QWEN.md", ".cursorrules", ".windsurfrules", ".github/copilot-instructions.md"),
    ];

    private static IEnumerable<HostFile> Each(string reason, params string[] paths) => paths.Select(path => new HostFile(path, MaskedIfThere, reason));

    private static IEnumerable<HostFile> Named(string reason, params string[] paths) => paths.Select(path => new HostFile(path, HostFileKind.Named, reason));
}
