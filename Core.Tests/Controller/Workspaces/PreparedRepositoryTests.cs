using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>A repository that an agent prepared when it shared its folder, at the moment in which another run's clone is made of it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PreparedRepositoryTests
{
    private const string Inner = "git init -q $AT; echo evil > $AT/evil; git -C $AT add .; git -C $AT -c user.name=o -c user.email=o@o.test commit -qm evil";
    private const string Submodule = "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD)";

    // $OUT is a folder elsewhere. git takes odd names from an index that it reads: they are written over others of the same length.
    [TestCase("a link above a submodule of a clean clone", true,
        $"ln -s $OUT x; git add x; git commit -qm x; rm x; mkdir x; AT=x/s; {Inner}; git update-index --force-remove x; {Submodule},x/s")]
    [TestCase("a link in the place of a submodule of a clean clone", true,
        $"ln -s $OUT x; git add x; git commit -qm x; rm x; AT=x; {Inner}; git update-index --force-remove x; {Submodule},x")]
    [TestCase("a link above a submodule", false, $"ln -s $OUT x; git add x; {Submodule},y/s; sed -i s:y/s:x/s: .git/index")]
    [TestCase("a submodule above the repository", true, $"{Submodule},aaaaaaaaaaaaa; sed -i s:aaaaaaaaaaaaa:../out/placed: .git/index")]
    [TestCase("an absolute submodule", true, $"n=$(echo $OUT/placed | sed s:/:a:g); {Submodule},$n; sed -i s:$n:$OUT/placed: .git/index")]
    [TestCase("another repository as a submodule", true,
        $"AT=$OUT; {Inner}; n=$(echo $OUT | sed s:/:a:g); {Submodule},$n; sed -i s:$n:$OUT: .git/index")]
    [TestCase("a file in a git folder", false, "mkdir aaaa; echo x > aaaa/config; git add aaaa; sed -i s:aaaa/config:.git/config: .git/index; rm -r aaaa")]
    [TestCase("filters of a submodule", false,
        $"AT=s; {Inner}; {Submodule},s; git -C s config filter.a=b.clean \"touch $OUT/ran; cat\"; echo '* filter=a=b' > s/.gitattributes; "
            + "touch -d 2001-01-01 s/evil")]
    [TestCase("a filter whose name has a '='", false,
        "git config filter.a=b.clean \"touch $OUT/ran; cat\"; echo '* filter=a=b' > .gitattributes; touch -d 2001-01-01 a")]
    [TestCase("a filter without a name", false,
        "git config filter..clean \"touch $OUT/ran; cat\"; echo '* filter=' > .gitattributes; touch -d 2001-01-01 a")]
    [TestCase("a filter whose name is no UTF-8", false,
        "git config \"filter.$(printf '\\377').clean\" \"touch $OUT/ran; cat\"; printf '* filter=\\377' > .gitattributes; touch -d 2001-01-01 a")]
    public async Task Nothing_is_run_or_written_elsewhere(string what, bool isClean, string command)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(isMade: false);
        string elsewhere = Path.Combine(site.Root, "out");
        Directory.CreateDirectory(elsewhere);
        await site.OwnerAsync($"export OUT={elsewhere}; {command}");
        const string state = "ls ..; ls ../run | grep -v -e work -e start; cd ../out; find . -printf '%p %y %l %s %T@\\n' | sort; "
            + "find . -type f | sort | xargs cat";
        string before = await site.OwnerAsync(state);
        string refusal = "";
        try
        {
            site.Make(isClean);
        }
        catch (BottleException refused)
        {
            refusal = refused.Message;
        }

        Assert.That(await site.OwnerAsync(state), Is.EqualTo(before), $"{what} {refusal}");
    }

    [TestCase("in the repository", "mkfifo .git/packed-refs")]
    [TestCase("in a submodule", $"AT=s; {Inner}; {Submodule},s; mkfifo s/.git/config.worktree; git config -f s/.git/config extensions.worktreeConfig true")]
    public async Task A_pipe_at_which_git_would_wait_is_named(string what, string command)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(isMade: false);
        await site.OwnerAsync(command);
        Assert.That(() => site.Make(isClean: false), Throws.TypeOf<BottleException>().With.Message.Contains("is a pipe, for which git would wait"), what);
    }
}
