using System.IO.MemoryMappedFiles;
using System.Text.Unicode;

namespace SamHost.Plugins.Calls;

/// <summary>
/// Keeps the call in progress in a file, <c>last-call.txt</c> of the run's folder, which the system keeps when the process dies: native
/// code that fails ends it without a word. Written by way of memory, which costs less than a microsecond.
/// </summary>
public sealed class LastCall : IDisposable
{
    public const string Name = "last-call.txt";

    private const int Size = 512;

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte[] _text = new byte[Size];

    private LastCall(string path)
    {
        _path = path;
        // Written first: memory of a file that a full disk has no room for ends the process.
        File.WriteAllBytes(path, _text);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, Size);
        _view = _file.CreateViewAccessor();
        Write(null);
    }

    /// <summary>Begins to keep the calls of a run; null where the file cannot be made, which is no reason to fail.</summary>
    public static LastCall? Open(string folder)
    {
        try
        {
            return PluginCall.Record = new LastCall(Path.Combine(folder, Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The call in which a run's process died, as <see cref="PluginCall.ToString"/> has it; null where there was none.</summary>
    public static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, Name)).Trim(' ', '\n', '\0') is { Length: > 0 } text ? text : null;
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
