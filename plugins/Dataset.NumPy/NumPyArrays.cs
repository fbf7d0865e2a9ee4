using NumSharp;
using NumSharp.IO;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetNumPy;

/// <summary>The arrays of an <c>.npz</c> file, or of <c>.npy</c> files beside each other. Owns the file.</summary>
internal sealed class NumPyArrays : IDisposable
{
    private readonly string _path;
    private readonly NpzFile? _archive;
    private readonly Func<string, string> _resolve;

    private NumPyArrays(string path, NpzFile? archive, Func<string, string> resolve) =>
        (_path, _archive, _resolve) = (path, archive, resolve);

    /// <summary>Whether the arrays have names, and are not files.</summary>
    public bool AreNamed => _archive is not null;

    /// <summary>Opens a file.</summary>
    /// <param name="path">An <c>.npz</c> file, or the <c>.npy</c> file of the inputs.</param>
    /// <param name="resolve">Makes an absolute path of one of the options.</param>
    /// <exception cref="DataFileException">There is none, or it is neither.</exception>
    public static NumPyArrays Open(string path, Func<string, string> resolve)
    {
        // What is not there is said as of any other data file.
        DataFile.Open(path).Dispose();
        return Guarded(path, () => new NumPyArrays(
            path, path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? np.load_npz(path) : null, resolve));
    }

    /// <summary>The array of an option: that of its name, else the first that is there of those that it is usually called.</summary>
    /// <param name="name">The option's value; null where it is unset.</param>
    /// <param name="option">The option.</param>
    /// <param name="usual">The names that are looked for.</param>
    /// <returns>Null where the option is unset, and none of these is there.</returns>
    /// <exception cref="DataFileException">The array is not there, or cannot be read.</exception>
    public NDArray? Find(string? name, string option, params string[] usual)
    {
        if (_archive is null)
        {
            if (name is null) return null;
            var file = _resolve(name);
            DataFile.Open(file).Dispose();
            return Guarded(file, () => np.load_npy(file));
        }

        var found = name ?? usual.FirstOrDefault(_archive.Keys.Contains);
        if (found is null) return null;
        return _archive.Keys.Contains(found)
            ? Guarded(_path, () => _archive[found])
            : throw new DataFileException(
                _path, null, $"there is no array '{found}' ({option}) in it; there are {string.Join(", ", _archive.Keys)}");
    }

    /// <summary>The inputs.</summary>
    /// <exception cref="DataFileException">The file has none of the usual names, or cannot be read.</exception>
    public NDArray Inputs(string? name) => _archive is null
        ? Guarded(_path, () => np.load_npy(_path))
        : Find(name, nameof(NumPyOptions.Inputs), "x_train", "X_train", "X", "x", "images", "data", "arr_0") ?? throw Unnamed("Inputs");

    /// <summary>The labels.</summary>
    /// <exception cref="DataFileException">The file has none of the usual names, or cannot be read.</exception>
    public NDArray Labels(string? name) =>
        Find(name, nameof(NumPyOptions.Labels), "y_train", "y", "labels", "target", "arr_1") ?? throw Unnamed("Labels");

    public void Dispose() => _archive?.Dispose();

    private DataFileException Unnamed(string option) => new(
        _path, null,
        _archive is null
            ? $"expected the .npy file of the labels in the option {option}"
            : $"none of its arrays ({string.Join(", ", _archive.Keys)}) has a usual name; name one by the option {option}");

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (DataFileException or OutOfMemoryException))
        {
            throw new DataFileException(path, null, $"it cannot be read as NumPy's: {e.Message.Split('\n')[0].TrimEnd('.')}");
        }
    }
}
