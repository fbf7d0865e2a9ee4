using NumSharp;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetNumPy;

/// <summary>Writes arrays with other labels, as an <c>.npz</c> file whose arrays have the usual names.</summary>
/// <param name="request">Where to, and which labels.</param>
internal sealed class RelabelledArrays(RelabelRequest request)
{
    private const int IdsShown = 5;

    /// <summary>Writes the file; one of that name is replaced as a whole.</summary>
    /// <param name="inputs">The inputs as they stand; an example's id is its row.</param>
    /// <param name="given">Their labels, whose type stays.</param>
    /// <param name="labels">The same as numbers.</param>
    /// <param name="test">The test arrays, which stay as they are; null where test examples are drawn.</param>
    /// <param name="classes">The names of the classes, in the order of the labels.</param>
    /// <exception cref="DataFileException">It cannot be written, or a row or class is not there.</exception>
    internal void Write(NDArray inputs, NDArray given, long[] labels, (NDArray Inputs, NDArray Labels)? test, string[] classes)
    {
        string[] ids = [.. ExampleSource.Whole(labels.Length).Ids];
        var unknown = request.Labels.Keys.Except(ids).ToList();
        if (unknown.Count > 0)
            throw new DataFileException(
                request.Destination, null, $"{unknown.Count} of the rows that were judged are not there, such as "
                    + string.Join(", ", unknown.Take(IdsShown).Select(id => $"'{id}'")));
        var kept = ids.Index().Where(row => !request.Labels.TryGetValue(row.Item, out var label) || label is not null)
            .Select(row => row.Index).ToArray();
        long[] mended =
        [
            .. kept.Select(row => request.Labels.TryGetValue(ids[row], out var label) ? IndexOf(label!, classes) : labels[row]),
        ];
        Dictionary<string, NDArray> arrays = new()
        {
            ["x_train"] = kept.Length == labels.Length ? inputs : inputs[np.array(kept)],
            ["y_train"] = np.array(mended).astype(given.dtype),
        };
        if (test is { } held) (arrays["x_test"], arrays["y_test"]) = held;
        Save(arrays);
    }

    private long IndexOf(string label, string[] classes) => Array.IndexOf(classes, label) is >= 0 and var index
        ? index
        : throw new DataFileException(request.Destination, null, $"'{label}' is none of the classes {string.Join(", ", classes)}");

    private void Save(Dictionary<string, NDArray> arrays)
    {
        var unfinished = request.Path + ".unfinished";
        try
        {
            using (var file = File.Create(unfinished)) np.savez(file, arrays);
            File.Move(unfinished, request.Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(request.Destination, null, $"cannot be written: {e.Message}");
        }
        finally
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }
}
