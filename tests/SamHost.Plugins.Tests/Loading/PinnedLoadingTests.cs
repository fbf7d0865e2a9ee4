using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SamHost.Configuration;
using SamHost.Plugins.Loading;
using SamHost.Plugins.Trust;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

/// <summary>What a pinned plugin loads is what was held against the list, also later and from nowhere else.</summary>
[Trait("Duration", "Long")]
public class PinnedLoadingTests
{
    private static readonly AssemblyName Palette = new("Palette");

    [Fact]
    public void A_file_that_comes_after_the_check_is_not_loaded()
    {
        using var folder = new PluginFolder("LateSam");
        var free = ContextOf(folder.Load());
        var pinned = ContextOf(folder.Load(allow: [folder.Pin("LateSam")]));

        File.Copy(PluginFolder.Built("LikesRed", "Palette.dll"), folder.File("LateSam", "Palette.dll"));

        Assert.Equal("Palette", free.LoadFromAssemblyName(Palette).GetName().Name);
        Assert.Throws<FileNotFoundException>(() => pinned.LoadFromAssemblyName(Palette));
    }

    [Fact]
    public void A_file_that_changes_after_the_check_is_loaded_as_it_was()
    {
        using var folder = new PluginFolder("LateSam");
        File.Copy(PluginFolder.Built("LikesRed", "Palette.dll"), folder.File("LateSam", "Palette.dll"));
        var free = ContextOf(folder.Load());
        var pinned = ContextOf(folder.Load(allow: [folder.Pin("LateSam")]));

        File.Copy(PluginFolder.Built("LikesGreen", "Palette.dll"), folder.File("LateSam", "Palette.dll"), overwrite: true);

        var (red, green) = (VersionOf("LikesRed"), VersionOf("LikesGreen"));
        Assert.NotEqual(red, green);
        Assert.Equal(green, free.LoadFromAssemblyName(Palette).GetName().Version);
        Assert.Equal(red, pinned.LoadFromAssemblyName(Palette).GetName().Version);
    }

    [Fact]
    public void A_native_library_is_loaded_as_it_was_checked()
    {
        using var folder = new PluginFolder("LateSam");
        var library = folder.File("LateSam", "libprobe.so");
        File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Globalization.Native.so"), library);
        var assembly = Assert.Single(folder.Load(allow: [folder.Pin("LateSam")]).Plugins).Components[0].ComponentType.Assembly;

        File.Delete(library);
        File.WriteAllText(library, "Something else.");

        NativeLibrary.Load("libprobe.so", assembly, null);
        Assert.Contains(File.ReadLines("/proc/self/maps"), line => line.EndsWith("/libprobe.so", StringComparison.Ordinal));
        Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), line => line.EndsWith(library, StringComparison.Ordinal));
    }

    [Fact]
    public void Folders_that_a_plugin_s_settings_of_the_runtime_name_are_not_searched()
    {
        using var folder = new PluginFolder("LikesRed");
        var elsewhere = Directory.CreateDirectory(folder.File(".elsewhere")).FullName;
        File.Move(folder.File("LikesRed", "Palette.dll"), Path.Combine(elsewhere, "Palette.dll"));
        File.Delete(folder.File("LikesRed", "LikesRed.deps.json"));
        File.WriteAllText(
            folder.File("LikesRed", "LikesRed.runtimeconfig.json"),
            $$"""{ "runtimeOptions": { "tfm": "net10.0", "additionalProbingPaths": ["{{elsewhere}}"] } }""");

        var report = Assert.Single(folder.Load(allow: [folder.Pin("LikesRed")]).Plugins);

        Assert.Equal(PluginStatus.MissingDependency, report.Status);
        // The folder is one that a plugin is given from where nothing is pinned.
        Assert.Equal(PluginStatus.Active, Assert.Single(folder.Load().Plugins).Status);
    }

    [Fact]
    public void Only_this_user_can_enter_the_folder_that_it_is_loaded_from()
    {
        using var folder = new PluginFolder("LateSam");
        folder.Load(allow: [folder.Pin("LateSam")]);

        var folders = Directory.GetDirectories(Path.GetTempPath(), "samhost-checked-*");

        Assert.NotEmpty(folders);
        Assert.All(folders, checkedFiles => Assert.Equal("700", HostProgram.Start("stat", "/", "-c", "%a", checkedFiles).Output.Trim()));
    }

    [Fact]
    public async Task What_a_process_that_was_killed_leaves_of_them_the_next_one_removes_and_nobody_else_s()
    {
        using var temporary = new PluginFolder();
        using var folder = new PluginFolder("LateSam", "Misbehaving");
        using var run = new CommandRun();
        run.Write("pins.json", JsonText.Of(PluginPins.Settings([folder.Pin("LateSam"), folder.Pin("Misbehaving")])));
        string[] arguments = ["plugins", "pins.json", "--set", $"Plugins:Directories={folder.Path}", "--set", "Plugins:CallLimit=null"];
        using var hanging = SamHostProcess.StartWith(new() { ["TMPDIR"] = temporary.Path, ["MISBEHAVE"] = "hang" }, run.Folder, arguments);
        while (Copies(temporary.Path).Sum(copy => Directory.GetFiles(copy, "Misbehaving.dll", SearchOption.AllDirectories).Length) == 0)
            await Task.Delay(30, TestContext.Current.CancellationToken);
        var ofHanging = Copies(temporary.Path);
        Age(Assert.Single(ofHanging));
        // What others put there is not opened, which would wait for ever, and not deleted.
        var trap = Directory.CreateDirectory(temporary.File("samhost-checked-trap")).FullName;
        Assert.Equal(0, HostProgram.Start("mkfifo", trap, "lock").ExitCode);
        Assert.Equal(0, HostProgram.Start("chmod", trap, "777", trap, "lock").ExitCode);
        Age(trap);

        Assert.Equal(ExitCode.Success, (await OtherAsync()).Exit);
        Assert.Equal([.. ofHanging, trap], Copies(temporary.Path).OrderBy(path => path == trap));
        hanging.Crash();
        await hanging.EndAsync();
        Assert.Equal([.. ofHanging, trap], Copies(temporary.Path).OrderBy(path => path == trap));
        Assert.Equal(ExitCode.Success, (await OtherAsync()).Exit);
        Assert.Equal([trap], Copies(temporary.Path));

        static void Age(string path) => Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));

        async Task<CommandResult> OtherAsync()
        {
            using var other = SamHostProcess.StartWith(new() { ["TMPDIR"] = temporary.Path }, run.Folder, arguments);
            return await other.EndAsync();
        }
    }

    private static string[] Copies(string temporary) => Directory.GetDirectories(temporary, "samhost-checked-*");

    private static AssemblyLoadContext ContextOf(PluginCatalog catalog) =>
        AssemblyLoadContext.GetLoadContext(Assert.Single(catalog.Plugins).Components[0].ComponentType.Assembly)!;

    private static Version? VersionOf(string plugin) => AssemblyName.GetAssemblyName(PluginFolder.Built(plugin, "Palette.dll")).Version;
}
