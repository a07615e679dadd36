// Command reuse sends GETs at random moments, a Poisson process, with net/http's client: the yardstick of
// "./dev bench net reuse". It prints one line of JSON and ends when its standard input does.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"sort"
	"sync"
	"time"
)

func main() {
	url := flag.String("url", "", "what to GET")
	rate := flag.Float64("rate", 500, "requests per second")
	seconds := flag.Float64("seconds", 10, "for how long")
	idle := flag.Int("idle", 0, "MaxIdleConnsPerHost; 0 for net/http's default")
	seed := flag.Int64("seed", 1, "of the moments")
	flag.Parse()

	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	if *idle > 0 {
		transport.MaxIdleConnsPerHost = *idle
	}
	client := &http.Client{Transport: transport}
	random := rand.New(rand.NewSource(*seed))

	var lock sync.Mutex
	var pending sync.WaitGroup
	var millis []float64
	failed := 0
	due := time.Now()
	end := due.Add(time.Duration(*seconds * float64(time.Second)))
	for {
		due = due.Add(time.Duration(random.ExpFloat64() / *rate * float64(time.Second)))
		if due.After(end) {
			break
		}
		time.Sleep(time.Until(due))
		pending.Add(1)
		go func(due time.Time) {
			defer pending.Done()
			err := get(client, *url)
			took := float64(time.Since(due)) / float64(time.Millisecond)
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				failed++
			} else {
				millis = append(millis, took)
			}
		}(due)
	}
	pending.Wait()
	sort.Float64s(millis)
	p99 := 0.0
	if len(millis) > 0 {
		p99 = millis[len(millis)*99/100]
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"good": len(millis), "failed": failed, "p99": p99})
	io.Copy(io.Discard, os.Stdin)
}

func get(client *http.Client, url string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}
