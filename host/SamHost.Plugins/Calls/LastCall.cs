using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using SamHost.Plugins.Trust;

namespace SamHost.Plugins.Calls;

/// <summary>
/// Keeps the call in progress in a file of the machine's own temporary folder, which the system keeps when the process dies: native code
/// that fails ends it without a word. Written by way of memory, which costs less than a microsecond. Not in the run's folder: another
/// machine could take that over, and memory of a file that another shortens ends the process.
/// </summary>
public sealed class LastCall : IDisposable
{
    private const int Size = 512;

    private static string Place => Path.Combine(Path.GetTempPath(), $"samhost-calls-{FileStatus.Me()}");

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte[] _text = new byte[Size];

    private LastCall(string path)
    {
        _path = path;
        // Written first: memory of a file that a full disk has no room for ends the process. So does memory of a file that another process
        // shortens: an attempt that was stopped and goes on may have this one's open, so a new file takes its place.
        var own = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(own, _text);
        _file = MemoryMappedFile.CreateFromFile(own, FileMode.Open, null, Size);
        _view = _file.CreateViewAccessor();
        File.Move(own, path, overwrite: true);
        Write(null);
    }

    /// <summary>Begins to keep the calls of a run; null where the file cannot be made, which is no reason to fail.</summary>
    /// <param name="folder">The run's folder.</param>
    public static LastCall? Open(string folder)
    {
        try
        {
            const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            if (OperatingSystem.IsWindows()) return null;
            Directory.CreateDirectory(Place, Private);
            // Not what somebody else has put there.
            return FileStatus.OfLink(Place) is { IsPrivateFolder: true } ? PluginCall.Record = new LastCall(PathOf(folder)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where the calls of a run are kept.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string PathOf(string folder)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder)));
        return Path.Combine(Place, $"{Convert.ToHexStringLower(key)[..24]}.txt");
    }

    /// <summary>
    /// The call in which a run's process died on this machine, as <see cref="PluginCall.ToString"/> has it; null where there was none.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    public static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(PathOf(folder)).Trim(' ', '\n', '\0') is { Length: > 0 } text ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(PluginCall? call)
    {
        var text = _text.AsSpan();
        text.Fill((byte)' ');
        // A name that is too long is cut.
        if (call is not null) Utf8.FromUtf16(call.ToString(), text[..^1], out _, out _);
        text[^1] = (byte)'\n';
        _view.SafeMemoryMappedViewHandle.WriteSpan<byte>(0, text);
    }

    /// <summary>The run has ended normally.</summary>
    public void Dispose()
    {
        PluginCall.Record = null;
        _view.Dispose();
        _file.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The run is complete all the same.
            return;
        }
    }
}
