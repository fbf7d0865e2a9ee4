namespace SamHost.Reporting.Suspects;

/// <summary>
/// The scores of some runs, averaged. Seeds may set different examples aside for validation: an example's score is the mean over the runs
/// that trained on it.
/// </summary>
/// <param name="Examples">Every example that a run trained on, in the order in which the runs have them.</param>
/// <param name="Scores">The means of each score, in the order of the examples.</param>
/// <param name="SeedCounts">Under how many seeds a run trained on each.</param>
internal sealed record AveragedExamples(IReadOnlyList<Suspect> Examples, IReadOnlyList<double[]> Scores, int[] SeedCounts)
{
    /// <summary>Averages.</summary>
    /// <param name="runs">The runs, which agree on the examples that they share.</param>
    /// <param name="names">The scores, which every run has.</param>
    public static AveragedExamples Of(IReadOnlyList<RunEvidence> runs, IReadOnlyList<string> names)
    {
        var known = new Dictionary<Suspect, int>();
        int[][] places = [.. runs.Select(run => PlacesOf(run, known))];
        var counts = new int[known.Count];
        // To which the negative zero of a score whose sign is changed can be added, and stays one.
        double[][] sums = [.. names.Select(_ => Enumerable.Repeat(-0.0, known.Count).ToArray())];
        foreach (var (run, itsPlaces) in runs.Zip(places))
        {
            foreach (var (sum, name) in sums.Zip(names))
            {
                var scores = run.Scores[name];
                foreach (var (i, place) in itsPlaces.Index()) sum[place] += scores[i];
            }

            foreach (var place in itsPlaces) counts[place]++;
        }

        foreach (var sum in sums)
            for (var place = 0; place < sum.Length; place++) sum[place] /= counts[place];
        return new AveragedExamples([.. known.Keys], sums, SeedCountsOf(runs, places, known.Count));
    }

    private static int[] PlacesOf(RunEvidence run, Dictionary<Suspect, int> known)
    {
        var places = new int[run.Examples.Count];
        for (var i = 0; i < places.Length; i++)
        {
            if (!known.TryGetValue(run.Examples[i], out var place)) known[run.Examples[i]] = place = known.Count;
            places[i] = place;
        }

        return places;
    }

    private static int[] SeedCountsOf(IReadOnlyList<RunEvidence> runs, int[][] places, int count)
    {
        var seedCounts = new int[count];
        foreach (var seed in runs.Zip(places).GroupBy(run => run.First.Run.Seed, run => run.Second))
        {
            var seen = new bool[count];
            foreach (var place in seed.SelectMany(ofRun => ofRun).Where(place => !seen[place]))
            {
                seen[place] = true;
                seedCounts[place]++;
            }
        }

        return seedCounts;
    }
}
