using Parquet;
using Parquet.Schema;
using SamHost.Configuration;

namespace SamHost.Runs;

/// <summary>Reads a run's <c>examples.parquet</c>, an epoch at a time.</summary>
public static class ExamplesReader
{
    /// <summary>Reads what each recorded epoch has, in their order.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="UserErrorException">There is no such file, or it is none of ours.</exception>
    public static IEnumerable<IReadOnlyList<ExampleRecord>> Epochs(string folder)
    {
        var path = Path.Combine(folder, RunFolder.ExamplesFile);
        if (!File.Exists(path))
            throw new UserErrorException($"{path} is not there: the run recorded no epoch's examples (Study:RecordExamplesAt), or did not get that far.");
        using var file = File.OpenRead(path);
        var reader = Open(path, file);
        try
        {
            for (var group = 0; group < reader.RowGroupCount; group++) yield return ReadEpoch(path, reader, group);
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static ParquetReader Open(string path, FileStream file)
    {
        try
        {
            return ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException)
        {
            throw new UserErrorException($"{path} is no readable Parquet file ({e.Message.TrimEnd('.')}); a run that was killed leaves one without an end.");
        }
    }

    private static ExampleRecord[] ReadEpoch(string path, ParquetReader reader, int index)
    {
        using var group = reader.OpenRowGroupReader(index);
        var fields = reader.Schema.GetDataFields().ToDictionary(field => field.Name);
        var (epoch, step, example, flipped) = (Values<int>("epoch"), Values<long>("step"), Values<int>("index"), Values<bool>("is_flipped"));
        var (loss, weight, logitWeight, norm) = (Values<double>("loss"), Optional("weight"), Values<double>("logit_weight"), Optional("gradient_norm"));
        return [.. Enumerable.Range(0, epoch.Length).Select(row =>
            new ExampleRecord(epoch[row], step[row], example[row], flipped[row], loss[row], weight[row], logitWeight[row], norm[row]))];

        DataField Field(string name) => fields.GetValueOrDefault(name)
            ?? throw new UserErrorException($"{path} has no column {name}: another version of the program wrote it; run the study again.");

        T[] Values<T>(string name)
            where T : struct
        {
            var values = new T[group.RowCount];
            group.ReadAsync<T>(Field(name), values.AsMemory()).AsTask().GetAwaiter().GetResult();
            return values;
        }

        double?[] Optional(string name)
        {
            var values = new double?[group.RowCount];
            group.ReadAsync(Field(name), values.AsMemory()).AsTask().GetAwaiter().GetResult();
            return values;
        }
    }
}
