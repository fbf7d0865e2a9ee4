using System.Globalization;
using Parquet;

namespace SamHost.Runs.Results;

/// <summary>The <c>examples.parquet</c> of a run, read an epoch at a time: of a large run all of it does not fit into memory.</summary>
public sealed class ExamplesTable(string path)
{
    /// <summary>Whether any example was recorded.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Finds out whether the file can be read; a run that was killed leaves one that cannot.</summary>
    /// <exception cref="DamagedRunException">It cannot.</exception>
    public void Check()
    {
        if (Exists) Read(async reader => await Task.FromResult(reader.RowGroupCount).ConfigureAwait(false));
    }

    /// <summary>Reads every epoch, to find out whether that can be done.</summary>
    /// <exception cref="DamagedRunException">It cannot.</exception>
    public void CheckWhole()
    {
        foreach (var _ in Epochs()) continue;
    }

    /// <summary>The recorded epochs in order; those that are wanted are read, the others skipped.</summary>
    /// <exception cref="DamagedRunException">The file cannot be read.</exception>
    public IEnumerable<ExampleEpoch> Epochs(Func<int, bool>? wanted = null)
    {
        if (!Exists) yield break;
        var count = Read(reader => Task.FromResult(reader.RowGroupCount));
        // The examples of a run are mostly the same in every epoch: their texts are held once, and no longer than they are asked for, since
        // whoever has one run at a time in memory may know thousands.
        (int[] Index, string[] Id)? known = null;
        for (var i = 0; i < count; i++)
        {
            var group = i;
            if (Read(reader => ReadGroup(reader, group, wanted, known)) is not { } epoch) continue;
            known = (epoch.Index, epoch.Id);
            yield return epoch;
        }
    }

    private T Read<T>(Func<ParquetReader, Task<T>> read)
    {
        try
        {
            return Task.Run(async () =>
            {
                using var file = File.OpenRead(path);
                await using var reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
                return await read(reader).ConfigureAwait(false);
            }).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (OutOfMemoryException or DamagedRunException))
        {
            // Parquet.Net has no one exception for a file that is cut off or no Parquet at all.
            throw new DamagedRunException(
                $"{path} cannot be read as Parquet: {e.Message.Split('\n')[0].TrimEnd('.')}; a run that was killed leaves a file without "
                    + "an end.");
        }
    }

    private async Task<ExampleEpoch?> ReadGroup(
        ParquetReader reader, int index, Func<int, bool>? wanted, (int[] Index, string[] Id)? known)
    {
        var fields = reader.Schema.GetDataFields().ToDictionary(field => field.Name);
        foreach (var name in new[] { "epoch", "index", "is_flipped", "loss", "logit_weight" })
        {
            if (!fields.ContainsKey(name)) throw new DamagedRunException($"{path} has no column '{name}'.");
        }

        using var group = reader.OpenRowGroupReader(index);
        var count = (int)group.RowCount;
        var epochs = await Values<int>("epoch").ConfigureAwait(false);
        if (count == 0 || wanted?.Invoke(epochs![0]) == false) return null;
        var indices = (await Values<int>("index").ConfigureAwait(false))!;
        return new ExampleEpoch(
            epochs![0],
            await Values<long>("step").ConfigureAwait(false),
            indices,
            await Ids(indices).ConfigureAwait(false),
            await Optional<bool>("is_flipped").ConfigureAwait(false),
            await Values<int>("given_label").ConfigureAwait(false),
            await Optional<int>("true_label").ConfigureAwait(false),
            (await Values<double>("loss").ConfigureAwait(false))!,
            await Values<double>("margin").ConfigureAwait(false),
            (await Values<double>("logit_weight").ConfigureAwait(false))!,
            await Optional<double>("weight").ConfigureAwait(false),
            await Optional<double>("gradient_norm").ConfigureAwait(false));

        async Task<T[]?> Values<T>(string name)
            where T : struct
        {
            if (fields.GetValueOrDefault(name) is not { } field) return null;
            var values = new T[count];
            await group.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return values;
        }

        // An epoch has all of them, or none.
        async Task<T[]?> Optional<T>(string name)
            where T : struct
        {
            if (fields.GetValueOrDefault(name) is not { } field) return null;
            if (!field.IsNullable) return await Values<T>(name).ConfigureAwait(false);
            var values = new T?[count];
            await group.ReadAsync(field, values.AsMemory()).ConfigureAwait(false);
            return values.Contains(null) ? null : [.. values.Select(value => value!.Value)];
        }

        async Task<string[]> Ids(int[] indices)
        {
            if (known is { } before && before.Index.AsSpan().SequenceEqual(indices)) return before.Id;
            var texts = new string?[count];
            if (fields.GetValueOrDefault("id") is { } field) await group.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
            return [.. indices.Select((index, place) => texts[place] ?? index.ToString(CultureInfo.InvariantCulture))];
        }
    }
}
